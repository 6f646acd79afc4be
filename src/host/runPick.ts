import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { durationText } from '../model/duration';
import type { Running } from '../model/run';
import { notice } from './notice';

/** Lets the user choose among what runs now. `watched` tells which ones will be mailed already; choosing one again stops that. */
export async function pickRunning(
  running: readonly Running[],
  watched: (task: Running) => boolean,
  now: number,
): Promise<Running | undefined> {
  if (running.length === 0) {
    void notice.info(l10n.t('No task is running. Start one with “Tasks: Run Task” first.'));
    return undefined;
  }
  const items = running.map((task) => ({
    label: watched(task) ? `$(bell) ${task.name}` : task.name,
    description: l10n.t('for {0}', durationText(now - task.startedAt)),
    detail: watched(task) ? l10n.t('You will be mailed. Choose it to cancel that.') : '',
    task,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Mail me when a running task finishes'),
    placeHolder: l10n.t('Choose a task'),
    matchOnDescription: true,
  });
  return chosen?.task;
}
