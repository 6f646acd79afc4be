import type { TemplateField, TemplateKind } from './mailTemplate';
import type { Content } from './rule';

/** `part`: a whole part of the mail, such as the table of facts, for the body only. */
export type VariableType = 'text' | 'number' | 'flag' | 'list' | 'part';

/** How variables are listed. */
export type VariableGroup =
  'result' | 'run' | 'time' | 'place' | 'git' | 'problems' | 'output' | 'parts' | 'conditions';

/** What a template can name. */
export interface TemplateVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly group: VariableGroup;
  /** What a rule has to let a mail tell for it to be known. */
  readonly content: Content;
  /** Of which mails it is known: only of those about something that ended, only of the others, of both. */
  readonly of: 'ended' | 'stalled' | 'all';
}

type Row = readonly [name: string, type: VariableType, content: Content, of: TemplateVariable['of']];

const rows: Readonly<Record<VariableGroup, readonly Row[]>> = {
  result: [
    ['verdict', 'text', 'verdict', 'all'],
    ['word', 'text', 'verdict', 'all'],
    ['status', 'text', 'verdict', 'all'],
    ['exit', 'text', 'verdict', 'ended'],
    ['exitCode', 'number', 'verdict', 'ended'],
    ['exitMeaning', 'text', 'facts', 'ended'],
    ['previousStatus', 'text', 'facts', 'ended'],
    ['streak', 'number', 'facts', 'ended'],
  ],
  run: [
    ['name', 'text', 'verdict', 'all'],
    ['kind', 'text', 'verdict', 'all'],
    ['command', 'text', 'facts', 'all'],
    ['details', 'list', 'facts', 'ended'],
    ['rule', 'text', 'verdict', 'all'],
  ],
  time: [
    ['duration', 'text', 'verdict', 'all'],
    ['usualDuration', 'text', 'facts', 'all'],
    ['startedAt', 'text', 'facts', 'all'],
    ['endedAt', 'text', 'facts', 'ended'],
  ],
  place: [
    ['workspace', 'text', 'verdict', 'all'],
    ['folder', 'text', 'facts', 'all'],
    ['host', 'text', 'facts', 'all'],
    ['remote', 'text', 'facts', 'ended'],
    ['user', 'text', 'facts', 'ended'],
    ['openUrl', 'text', 'facts', 'ended'],
  ],
  git: [
    ['branch', 'text', 'facts', 'ended'],
    ['commit', 'text', 'facts', 'ended'],
    ['commitSubject', 'text', 'facts', 'ended'],
    ['dirtyFiles', 'number', 'facts', 'ended'],
    ['commitsSinceGood', 'number', 'facts', 'ended'],
  ],
  problems: [
    ['errors', 'number', 'facts', 'ended'],
    ['warnings', 'number', 'facts', 'ended'],
    ['errorsDelta', 'number', 'facts', 'ended'],
    ['warningsDelta', 'number', 'facts', 'ended'],
  ],
  output: [
    ['firstError', 'text', 'tail', 'ended'],
    ['firstErrorFile', 'text', 'tail', 'ended'],
    ['firstErrorLine', 'number', 'tail', 'ended'],
    ['outputTail', 'text', 'tail', 'ended'],
  ],
  parts: [
    ['facts', 'part', 'facts', 'all'],
    ['summary', 'part', 'tail', 'ended'],
    ['errorDetails', 'part', 'tail', 'ended'],
    ['problems', 'part', 'facts', 'ended'],
    ['git', 'part', 'facts', 'ended'],
    ['output', 'part', 'tail', 'ended'],
    ['rerun', 'part', 'facts', 'ended'],
  ],
  conditions: [
    ['done', 'flag', 'verdict', 'ended'],
    ['failed', 'flag', 'verdict', 'ended'],
    ['stopped', 'flag', 'verdict', 'ended'],
    ['ended', 'flag', 'verdict', 'ended'],
    ['lost', 'flag', 'verdict', 'ended'],
  ],
};

export const variableGroups = Object.keys(rows) as readonly VariableGroup[];

export const templateVariables: readonly TemplateVariable[] = variableGroups.flatMap((group) =>
  rows[group].map(([name, type, content, of]) => ({ name, type, group, content, of })),
);

/** Those that a field of a template may name. */
export function variablesFor(kind: TemplateKind, field: TemplateField): readonly TemplateVariable[] {
  const of = kind === 'stalled' ? 'stalled' : 'ended';
  return templateVariables.filter((one) => {
    return (one.of === 'all' || one.of === of) && (field === 'body' || one.type !== 'part');
  });
}
