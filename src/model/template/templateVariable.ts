import type { TemplateField, TemplateKind } from './mailTemplate';

/** `part`: a whole part of the mail, such as the table of facts, for the body only. */
export type VariableType = 'text' | 'number' | 'flag' | 'list' | 'part';

/** The groups in which variables are listed. */
export type VariableGroup =
  'result' | 'run' | 'time' | 'place' | 'git' | 'problems' | 'output' | 'parts' | 'conditions';

/** A variable of templates. */
export interface TemplateVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly group: VariableGroup;
  /** The mails that have it: only those about a run that ended, only those about one still going on, or all. */
  readonly of: 'ended' | 'stalled' | 'all';
}

type Row = readonly [name: string, type: VariableType, of: TemplateVariable['of']];

const rows: Readonly<Record<VariableGroup, readonly Row[]>> = {
  result: [
    ['verdict', 'text', 'all'],
    ['word', 'text', 'all'],
    ['status', 'text', 'all'],
    ['exit', 'text', 'ended'],
    ['exitCode', 'number', 'ended'],
    ['exitMeaning', 'text', 'ended'],
    ['previousStatus', 'text', 'all'],
    ['streak', 'number', 'ended'],
  ],
  run: [
    ['name', 'text', 'all'],
    ['kind', 'text', 'all'],
    ['command', 'text', 'all'],
    ['details', 'list', 'ended'],
    ['rule', 'text', 'all'],
  ],
  time: [
    ['duration', 'text', 'all'],
    ['usualDuration', 'text', 'all'],
    ['startedAt', 'text', 'all'],
    ['endedAt', 'text', 'ended'],
  ],
  place: [
    ['workspace', 'text', 'all'],
    ['folder', 'text', 'all'],
    ['host', 'text', 'all'],
    ['remote', 'text', 'all'],
    ['user', 'text', 'all'],
    ['openUrl', 'text', 'all'],
  ],
  git: [
    ['branch', 'text', 'all'],
    ['commit', 'text', 'all'],
    ['commitSubject', 'text', 'all'],
    ['dirtyFiles', 'number', 'all'],
    ['commitsSinceGood', 'number', 'all'],
  ],
  problems: [
    ['errors', 'number', 'ended'],
    ['warnings', 'number', 'ended'],
    ['errorsDelta', 'text', 'ended'],
    ['warningsDelta', 'text', 'ended'],
  ],
  output: [
    ['firstError', 'text', 'ended'],
    ['firstErrorFile', 'text', 'ended'],
    ['firstErrorLine', 'number', 'ended'],
    ['outputTail', 'list', 'all'],
  ],
  parts: [
    ['facts', 'part', 'all'],
    ['summary', 'part', 'ended'],
    ['errorDetails', 'part', 'ended'],
    ['problems', 'part', 'ended'],
    ['git', 'part', 'all'],
    ['output', 'part', 'all'],
    ['rerun', 'part', 'ended'],
  ],
  conditions: [
    ['done', 'flag', 'ended'],
    ['failed', 'flag', 'ended'],
    ['stopped', 'flag', 'ended'],
    ['ended', 'flag', 'ended'],
    ['lost', 'flag', 'ended'],
  ],
};

const variableGroups = Object.keys(rows) as readonly VariableGroup[];

export const templateVariables: readonly TemplateVariable[] = variableGroups.flatMap((group) =>
  rows[group].map(([name, type, of]) => ({ name, type, group, of })),
);

/** The variables that a field of a template may use. */
export function variablesFor(kind: TemplateKind, field: TemplateField): readonly TemplateVariable[] {
  const of = kind === 'stalled' ? 'stalled' : 'ended';
  return templateVariables.filter((one) => {
    return (one.of === 'all' || one.of === of) && (field === 'body' || one.type !== 'part');
  });
}
