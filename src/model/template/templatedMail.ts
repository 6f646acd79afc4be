import type { BlockName, Blocks, Section } from '../letter/body';
import { type Arrange, composeRunMail, composeSilenceMail } from '../letter/compose';
import { exitWords } from '../letter/headline';
import type { Letter } from '../letter/message';
import type { ComposeOptions } from '../letter/runBlocks';
import type { RunMail, StalledMail } from '../letter/runMail';
import { oneLine } from '../oneLine';
import type { BodyPiece, CompiledTemplate } from './compiledTemplate';
import { mailVariables, stalledVariables } from './mailVariables';
import type { TemplateValues } from './template';

/** How a mail with a template is written. */
export interface Wording {
  readonly template: CompiledTemplate;
  /** Without a subject in the template, use the same subject for all mails about the same thing. */
  readonly oneConversation: boolean;
}

/** A mail, and the values of the variables in it. */
export interface TemplatedMail {
  readonly letter: Letter;
  readonly values: TemplateValues;
}

/** The names of the parts in templates. The foot, which says why the mail was sent, is always kept. */
const parts: Readonly<Record<string, BlockName>> = {
  facts: 'facts',
  summary: 'summary',
  // `firstError` is already the variable for its message.
  errorDetails: 'firstError',
  problems: 'problems',
  git: 'git',
  output: 'output',
  rerun: 'rerun',
};
const foot: readonly BlockName[] = ['suppressed', 'why', 'support'];

/** The mail about how a run ended. Whatever the template leaves out is the default. */
export function templatedRunMail(mail: RunMail, options: ComposeOptions, wording: Wording): TemplatedMail {
  const { run, report } = mail;
  const known = { ...mailVariables(mail, options.language), exit: exitWords(run).trim() };
  // Why the output is missing is always said, whether the template shows the output or not.
  const always = report?.withheld === undefined ? foot : (['output', ...foot] as const);
  return templated(known, constantSubject(run.name, run.workspace), always, wording, (arrange) =>
    composeRunMail(mail, options, arrange),
  );
}

/** The mail about a run that is still going on. */
export function templatedStalledMail(
  mail: StalledMail,
  options: Pick<ComposeOptions, 'language' | 'mark'>,
  wording: Wording,
): TemplatedMail {
  const { running, where } = mail;
  const known = { ...stalledVariables(mail, options.language) };
  return templated(known, constantSubject(running.name, where.workspace), foot, wording, (arrange) =>
    composeSilenceMail(mail, options, arrange),
  );
}

function templated(
  known: TemplateValues,
  constant: string,
  always: readonly BlockName[],
  { template, oneConversation }: Wording,
  compose: (arrange: Arrange) => Letter,
): TemplatedMail {
  let values = known;
  const letter = compose((usual, blocks) => {
    values = { ...known, verdict: usual.verdict, ...partValues(blocks) };
    const pieces = template.body(values) ?? Object.keys(parts).map((part) => ({ part }));
    const asked = new Set(pieces.map((piece) => 'part' in piece && blockOf(piece.part)));
    const added = always.filter((name) => !asked.has(name)).map((name) => blocks[name]);
    return {
      subject: template.subject(values) ?? (oneConversation ? constant : usual.subject),
      verdict: template.title(values) ?? usual.verdict,
      sections: [...pieces.map((piece) => sectionOf(piece, blocks)), ...added].filter(
        (section) => section.pieces.length > 0,
      ),
    };
  });
  return { letter, values };
}

function partValues(blocks: Blocks): TemplateValues {
  return Object.fromEntries(Object.entries(parts).map(([part, name]) => [part, blocks[name].pieces.length > 0]));
}

function sectionOf(piece: BodyPiece, blocks: Blocks): Section {
  if ('part' in piece) return blocks[blockOf(piece.part)];
  return { pieces: [{ kind: 'paragraph', text: piece.lines.join('\n') }] };
}

function blockOf(part: string): BlockName {
  return parts[part] ?? 'facts';
}

/** `test - my-app` */
function constantSubject(name: string, workspace: string): string {
  return [oneLine(name, 80), oneLine(workspace, 80)].filter((part) => part !== '').join(' - ');
}
