import type * as vscode from 'vscode';
import { UsualDurations } from '../model/usualDuration';

const key = 'mailWhenDone.durations';

/**
 * What is known of durations, kept with the workspace: the same task of another one takes another time.
 * @param kept a name or folder as it may be written down
 */
export function rememberedDurations(workspaceState: vscode.Memento, kept: (text: string) => string): UsualDurations {
  const memory = {
    load: () => workspaceState.get(key),
    save: (durations: Readonly<Record<string, readonly number[]>>) => void workspaceState.update(key, durations),
  };
  return new UsualDurations(memory, kept);
}
