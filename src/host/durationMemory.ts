import type * as vscode from 'vscode';
import { UsualDurations } from '../model/usualDuration';

const key = 'mailWhenDone.durations';

/** What is known of durations, kept with the workspace: the same task of another one takes another time. */
export function rememberedDurations(workspaceState: vscode.Memento): UsualDurations {
  return new UsualDurations({
    load: () => workspaceState.get(key),
    save: (durations) => void workspaceState.update(key, durations),
  });
}
