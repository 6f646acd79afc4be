import * as l10n from '@vscode/l10n';
import type { Outcome, Run } from '../run/run';
import { outcomeWords } from '../run/runWords';

/** Which runs the list shows. */
export interface RunFilter {
  /** A text in the name, the command, the folder or the workspace, in any letter case; empty: all. */
  readonly text: string;
  /** Empty: all. */
  readonly outcomes: readonly Outcome[];
}

export const noFilter: RunFilter = { text: '', outcomes: [] };

export function isFiltering({ text, outcomes }: RunFilter): boolean {
  return text !== '' || outcomes.length > 0;
}

/** Whether a run is shown. One that is still going on has no outcome yet, so it matches no selected outcome. */
export function passes(
  { text, outcomes }: RunFilter,
  run: Pick<Run, 'name' | 'command' | 'folder'> & Partial<Pick<Run, 'workspace' | 'outcome'>>,
): boolean {
  if (outcomes.length > 0 && (run.outcome === undefined || !outcomes.includes(run.outcome))) return false;
  const wanted = text.toLowerCase();
  return [run.name, run.command, run.folder, run.workspace ?? ''].some((one) => one.toLowerCase().includes(wanted));
}

/** A description of the filter for above the list; empty if everything is shown. */
export function filterWords(filter: RunFilter): string {
  if (!isFiltering(filter)) return '';
  const parts = [filter.text === '' ? '' : `“${filter.text}”`, filter.outcomes.map(outcomeWords).join(', ')];
  return l10n.t('Filter: {0}', parts.filter((part) => part !== '').join(' · '));
}
