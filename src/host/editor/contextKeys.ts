import * as vscode from 'vscode';

/** Every context key of ours that a `when` clause in package.json reads, without its prefix `mailWhenDone.`. */
export interface ContextKeys {
  hasRuns: boolean;
  muted: boolean;
  outboxHasSent: boolean;
  outboxIsEmpty: boolean;
  outboxWaits: boolean;
  runsFiltered: boolean;
  sandboxHasMail: boolean;
  sandboxIsUsed: boolean;
}

/** Read by nothing: it is set to find out whether the editor answers. */
type Probe = 'editorAnswers';

/** Sets a context key. Resolves when the editor has taken it. */
export function setContext(key: keyof ContextKeys | Probe, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `mailWhenDone.${key}`, value);
}
