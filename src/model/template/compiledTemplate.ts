import { oneLine, withoutMarks } from '../oneLine';
import {
  isUsualTemplate,
  type MailTemplate,
  type MailTemplates,
  plainTemplate,
  plainTemplates,
  type TemplateField,
  templateFields,
  type TemplateKind,
} from './mailTemplate';
import { type CompiledText, compileText, TemplateError, type TemplateValues } from './template';

/** A problem of a template, shown beside its field. */
export interface TemplateProblem {
  readonly field: TemplateField;
  readonly message: string;
}

/** A piece of the body of a mail: a paragraph as its lines, or a part of the mail by name. */
export type BodyPiece = { readonly lines: readonly string[] } | { readonly part: string };

/**
 * A template that is ready to write mails. Its functions return `undefined` for a text that is blank, has a problem
 * or turns out to be unusable: the mail then uses the default.
 */
export interface CompiledTemplate {
  readonly kind: TemplateKind;
  readonly template: MailTemplate;
  readonly problems: readonly TemplateProblem[];
  subject(values: TemplateValues): string | undefined;
  title(values: TemplateValues): string | undefined;
  body(values: TemplateValues): readonly BodyPiece[] | undefined;
}

/** The compiled template for each kind of mail. */
export type CompiledTemplates = Readonly<Record<TemplateKind, CompiledTemplate>>;

/** Templates that change nothing; they need no library. */
export const usualTemplates: CompiledTemplates = {
  success: usual('success', plainTemplate),
  failure: usual('failure', plainTemplate),
  stalled: usual('stalled', plainTemplate),
};

/** @param kind decides which variables there are */
export async function compileTemplate(kind: TemplateKind, template: MailTemplate): Promise<CompiledTemplate> {
  if (isUsualTemplate({ ...template, language: 'editor' })) return usual(kind, template);
  const problems: TemplateProblem[] = [];
  const texts: Partial<Record<TemplateField, CompiledText>> = {};
  for (const field of templateFields) {
    if (template[field].trim() === '') continue;
    try {
      texts[field] = await compileText(template[field], kind, field);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.push({ field, message: error.message });
    }
  }
  return {
    kind,
    template,
    problems,
    subject: (values) => withoutMarks(lineOf(texts.subject, values, 200) ?? '') || undefined,
    title: (values) => lineOf(texts.title, values, 500),
    body: (values) => bodyOf(texts.body, values),
  };
}

export async function compileTemplates(templates: MailTemplates = plainTemplates): Promise<CompiledTemplates> {
  return {
    success: await compileTemplate('success', templates.success),
    failure: await compileTemplate('failure', templates.failure),
    stalled: await compileTemplate('stalled', templates.stalled),
  };
}

function usual(kind: TemplateKind, template: MailTemplate): CompiledTemplate {
  const none = (): undefined => undefined;
  return { kind, template, problems: [], subject: none, title: none, body: none };
}

/** One line, or `undefined` if it is blank. Non-breaking blanks, as in French, are kept. */
function lineOf(text: CompiledText | undefined, values: TemplateValues, max: number): string | undefined {
  const pieces = tried(text, values).map((piece) => ('text' in piece ? piece.text : ''));
  return (
    shortened(
      pieces
        .join('')
        .replaceAll(/[ \n]+/g, ' ')
        .trim(),
      max,
    ) || undefined
  );
}

/** A longer line loses the marks of `isolated`, because one of a pair might be cut off. */
function shortened(line: string, max: number): string {
  return line.length <= max ? line : oneLine(line, max);
}

/** Paragraphs are separated by blank lines and by parts of the mail. */
function bodyOf(text: CompiledText | undefined, values: TemplateValues): readonly BodyPiece[] | undefined {
  const pieces = tried(text, values).flatMap((piece): readonly BodyPiece[] =>
    'part' in piece
      ? [piece]
      : piece.text
          .split(/\n\s*\n/)
          .map((paragraph) => ({ lines: linesOf(paragraph) }))
          .filter(({ lines }) => lines.length > 0),
  );
  return pieces.length === 0 ? undefined : pieces;
}

function linesOf(paragraph: string): readonly string[] {
  return paragraph
    .split('\n')
    .map((line) => shortened(line.trim(), 2_000))
    .filter((line) => line !== '');
}

/** A mail is written in any case: a text that takes too long with these values counts as blank. */
function tried(text: CompiledText | undefined, values: TemplateValues): ReturnType<CompiledText> {
  try {
    return text?.(values) ?? [];
  } catch {
    return [];
  }
}

/** A template as a page sees it. */
export type TemplateSnapshot = Pick<CompiledTemplate, 'kind' | 'template' | 'problems'>;

/** A mail as a template would write it, made by the same code as real ones. */
export interface TemplatePreview {
  readonly problems: readonly TemplateProblem[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The run it is about, and when that ended or began in milliseconds since 1970; left out for a made-up run. */
  readonly run?: { readonly name: string; readonly at: number };
  /** The value of each variable in it, by name. */
  readonly examples: Readonly<Record<string, string>>;
}
