import * as vscode from 'vscode';
import type { GoodRun } from '../../model/report/goodRuns';
import type { Problems } from '../../model/report/report';
import type { Scheduler } from '../../system/scheduler';
import { activeRepositoryOf } from './gitApi';

/** Milliseconds without a change after which the problems of a run count as complete. */
const quiet = 250;
/** Milliseconds after which changes are no longer waited for. */
const maxWait = 1_000;

/** How many errors and warnings the editor lists for the files of the workspace. */
export function countProblems(): Pick<Problems, 'errors' | 'warnings'> {
  let [errors, warnings] = [0, 0];
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    if (vscode.workspace.getWorkspaceFolder(uri) === undefined) continue;
    for (const { severity } of diagnostics) {
      if (severity === vscode.DiagnosticSeverity.Error) errors += 1;
      else if (severity === vscode.DiagnosticSeverity.Warning) warnings += 1;
    }
  }
  return { errors, warnings };
}

/** The problems, and the change since the last good run. */
export function problemsSince(good: GoodRun | undefined): Problems {
  const { errors, warnings } = countProblems();
  if (good === undefined) return { errors, warnings };
  return { errors, warnings, change: { errors: errors - good.errors, warnings: warnings - good.warnings } };
}

/**
 * Resolves when the list of problems has settled. A problem matcher reports while its task prints or when it ends; a
 * language server some time after files were saved.
 */
export function problemsAtRest(scheduler: Scheduler): Promise<void> {
  return new Promise((resolve) => {
    let cancelRest = (): void => undefined;
    const end = (): void => {
      cancelRest();
      cancelLatest();
      listening.dispose();
      resolve();
    };
    const wait = (): void => {
      cancelRest();
      cancelRest = scheduler.after(quiet, end);
    };
    const cancelLatest = scheduler.after(maxWait, end);
    const listening = vscode.languages.onDidChangeDiagnostics(wait);
    wait();
  });
}

/** The current state for a run in a folder. Called after each good run, so it starts nothing. */
export function standing(folder: string): GoodRun {
  const commit = activeRepositoryOf(folder)?.state.HEAD?.commit;
  return { ...countProblems(), ...(commit === undefined ? {} : { commit }) };
}
