import * as l10n from '@vscode/l10n';
import { outcomeWords } from './ruleWords';
import type { Outcome, Run } from './run';

/** Which runs are shown. */
export interface RunFilter {
  /** Stands in the name, the command, the folder or the workspace, whatever its case; empty: all. */
  readonly text: string;
  /** Empty: all. */
  readonly outcomes: readonly Outcome[];
}

export const noFilter: RunFilter = { text: '', outcomes: [] };

export function isFiltering({ text, outcomes }: RunFilter): boolean {
  return text !== '' || outcomes.length > 0;
}

/** Whether a run is shown. One that goes on has no outcome yet, so none of those that are asked for. */
export function passes(
  { text, outcomes }: RunFilter,
  run: Pick<Run, 'name' | 'command' | 'folder'> & Partial<Pick<Run, 'workspace' | 'outcome'>>,
): boolean {
  if (outcomes.length > 0 && (run.outcome === undefined || !outcomes.includes(run.outcome))) return false;
  const wanted = text.toLowerCase();
  return [run.name, run.command, run.folder, run.workspace ?? ''].some((one) => one.toLowerCase().includes(wanted));
}

/** What is shown, for above the list; empty where everything is. */
export function filterWords(filter: RunFilter): string {
  if (!isFiltering(filter)) return '';
  const parts = [filter.text === '' ? '' : `“${filter.text}”`, filter.outcomes.map(outcomeWords).join(', ')];
  return l10n.t('Filter: {0}', parts.filter((part) => part !== '').join(' · '));
}
