import { withoutMarks } from './bidi';
import {
  isPlain,
  plainTemplate,
  plainTemplates,
  templateFields,
  type MailTemplate,
  type MailTemplates,
  type TemplateField,
  type TemplateKind,
} from './mailTemplate';
import { printable } from './printable';
import { compileText, TemplateError, type CompiledText, type TemplateValues } from './template';

/** What cannot be used of a template, for beside the field that it is about. */
export interface TemplateProblem {
  readonly field: TemplateField;
  readonly message: string;
}

/** A piece of the body of a mail: a paragraph, as its lines, or a part of the mail by its name. */
export type BodyPiece = { readonly lines: readonly string[] } | { readonly part: string };

/**
 * A template that is ready to write mails. What it leaves blank, what has a problem and what cannot be written after all is
 * `undefined`: then the mail says it as usual.
 */
export interface CompiledTemplate {
  readonly kind: TemplateKind;
  readonly template: MailTemplate;
  readonly problems: readonly TemplateProblem[];
  subject(values: TemplateValues): string | undefined;
  title(values: TemplateValues): string | undefined;
  body(values: TemplateValues): readonly BodyPiece[] | undefined;
}

/** By kind. */
export type CompiledTemplates = Readonly<Record<TemplateKind, CompiledTemplate>>;

/** One that changes nothing; it needs no library. */
export const usualTemplates: CompiledTemplates = {
  success: usual('success', plainTemplate),
  failure: usual('failure', plainTemplate),
  stalled: usual('stalled', plainTemplate),
};

/** @param kind which variables there are */
export async function compileTemplate(kind: TemplateKind, template: MailTemplate): Promise<CompiledTemplate> {
  if (isPlain({ ...template, language: 'editor' })) return usual(kind, template);
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

/** One line; nothing but blanks says nothing. French blanks that do not break stay so. */
function lineOf(text: CompiledText | undefined, values: TemplateValues, most: number): string | undefined {
  const pieces = tried(text, values).map((piece) => ('text' in piece ? piece.text : ''));
  return (
    shortened(
      pieces
        .join('')
        .replaceAll(/[ \n]+/g, ' ')
        .trim(),
      most,
    ) || undefined
  );
}

/** What is longer loses the marks of `inSentence`, lest one of a pair is cut off. */
function shortened(line: string, most: number): string {
  return line.length <= most ? line : printable(line, most);
}

/** Paragraphs are parted by blank lines, and by parts of the mail. */
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

/** A mail is written in any case: what takes too long with these values is as if it were blank. */
function tried(text: CompiledText | undefined, values: TemplateValues): ReturnType<CompiledText> {
  try {
    return text?.(values) ?? [];
  } catch {
    return [];
  }
}
