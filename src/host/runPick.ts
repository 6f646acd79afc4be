import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { durationText } from '../model/duration';
import { printable } from '../model/printable';
import type { Running } from '../model/run';
import { sourceWord } from '../model/sourceWords';
import { notice } from './notice';

/** Lets the user choose among what runs now. `watched` tells which ones will be mailed already; choosing one again stops that. */
export async function pickRunning(
  running: readonly Running[],
  watched: (run: Running) => boolean,
  now: number,
): Promise<Running | undefined> {
  if (running.length === 0) {
    void notice.info(
      l10n.t('Nothing is running. Start a task, a terminal command, a debug session or a notebook first.'),
    );
    return undefined;
  }
  const items = running.map((run) => ({
    label: watched(run) ? `$(bell) ${labelOf(run)}` : labelOf(run),
    description: `${sourceWord(run.source)}, ${l10n.t('for {0}', durationText(now - run.startedAt))}`,
    detail: watched(run) ? l10n.t('You will be mailed. Choose it to cancel that.') : '',
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Mail me when this finishes'),
    placeHolder: l10n.t('Choose what to wait for'),
    matchOnDescription: true,
  });
  return chosen?.run;
}

/** The editor makes an icon of `$(date)` in a label, which a shell makes something else of. */
function labelOf({ name }: Running): string {
  return printable(name).replaceAll('$(', '\\$(');
}
