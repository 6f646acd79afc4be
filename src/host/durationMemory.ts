import type * as vscode from 'vscode';
import { UsualDurations } from '../model/usualDuration';

const key = 'mailWhenDone.durations';

/**
 * What is known of durations, kept with the workspace: the same task of another one takes another time.
 * @param mark stands for a name in the editor's storage, see `nameMarks`
 */
export function rememberedDurations(workspaceState: vscode.Memento, mark: (name: string) => string): UsualDurations {
  return new UsualDurations({
    mark,
    load: () => workspaceState.get(key),
    save: (durations) => void workspaceState.update(key, durations),
  });
}
