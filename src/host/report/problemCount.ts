import * as vscode from 'vscode';
import type { GoodRun } from '../../model/goodRuns';
import type { Problems } from '../../model/report';

/** Where no problem has come or gone for so long, those of the run are taken to be there, in milliseconds. */
const quiet = 250;
/** What reports them later than that is not waited for. */
const most = 1_000;

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

/** The problems, and how many more they are than as it last ended well. */
export function problemsSince(good: GoodRun | undefined): Problems {
  const { errors, warnings } = countProblems();
  if (good === undefined) return { errors, warnings };
  return { errors, warnings, change: { errors: errors - good.errors, warnings: warnings - good.warnings } };
}

/**
 * Resolves when the list of problems has come to rest. A problem matcher reports as its task prints, or as it ends; a language
 * server some time after the files were saved.
 */
export function problemsAtRest(): Promise<void> {
  return new Promise((resolve) => {
    let resting: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(resting);
      clearTimeout(latest);
      listening.dispose();
      resolve();
    };
    const wait = (): void => {
      clearTimeout(resting);
      resting = setTimeout(end, quiet);
    };
    const latest = setTimeout(end, most);
    const listening = vscode.languages.onDidChangeDiagnostics(wait);
    wait();
  });
}
