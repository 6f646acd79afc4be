import type { Arrange } from './arrangement';
import type { BlockName, Blocks, Section } from './body';
import { composeRunMail } from './compose';
import { composeSilenceMail } from './composeSilence';
import type { BodyPiece, CompiledTemplate } from './compiledTemplate';
import { exitWords } from './headline';
import { mailVariables, stalledVariables } from './mailVariables';
import type { Letter } from './message';
import { printable } from './printable';
import type { ComposeOptions } from './runBlocks';
import type { RunMail } from './runMail';
import type { StalledMail } from './stalledMail';
import type { TemplateValues } from './template';

/** How a mail is written that has a template. */
export interface Wording {
  readonly template: CompiledTemplate;
  /** Where the template has no subject of its own, it is the same for all mails about the same thing. */
  readonly oneConversation: boolean;
}

/** A mail, and what the variables stood for in it. */
export interface TemplatedMail {
  readonly letter: Letter;
  readonly values: TemplateValues;
}

/** The parts of a mail as templates call them. Its foot, which tells why the mail came, stays in any case. */
const parts: Readonly<Record<string, BlockName>> = {
  facts: 'facts',
  summary: 'summary',
  // What `firstError` is, is its message.
  errorDetails: 'firstError',
  problems: 'problems',
  git: 'git',
  output: 'output',
  rerun: 'rerun',
};
const foot: readonly BlockName[] = ['heldBack', 'why', 'support'];

/** The mail that tells how a run went. What the template does not say it says as usual. */
export function templatedRunMail(mail: RunMail, options: ComposeOptions, wording: Wording): TemplatedMail {
  const { run, report } = mail;
  const known = { ...mailVariables(mail, options.language), exit: exitWords(run).trim() };
  // Why there is no output is told like the foot, whether the template asks for the output or not.
  const always = report?.withheld === undefined ? foot : (['output', ...foot] as const);
  return templated(known, constantSubject(run.name, run.workspace), always, wording, (arrange) =>
    composeRunMail(mail, options, arrange),
  );
}

/** The mail that tells of a run that goes on. */
export function templatedStalledMail(mail: StalledMail, language: string, wording: Wording): TemplatedMail {
  const { running, where } = mail;
  const known = { ...stalledVariables(mail, language) };
  return templated(known, constantSubject(running.name, where.workspace), foot, wording, (arrange) =>
    composeSilenceMail(mail, language, arrange),
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
  return [printable(name, 80), printable(workspace, 80)].filter((part) => part !== '').join(' - ');
}
