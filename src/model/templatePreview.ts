import type { CompiledTemplate, TemplateProblem } from './compiledTemplate';

/** A template as a page sees it. */
export type TemplateSnapshot = Pick<CompiledTemplate, 'kind' | 'template' | 'problems'>;

/** A mail as a template would write it, by the very code that writes real ones. */
export interface TemplatePreview {
  readonly problems: readonly TemplateProblem[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What it tells of, and when that ended or began in milliseconds since 1970; left out where it is made up. */
  readonly run?: { readonly name: string; readonly at: number };
  /** What each variable stands for in it, by its name. */
  readonly examples: Readonly<Record<string, string>>;
}
