import * as vscode from 'vscode';

/**
 * Our notifications. VS Code turns `[text](target)` in them into links, even to commands, and names of accounts and
 * tasks, subjects and words of a server come from outside: the two characters that make a link are separated. Lint
 * forbids every other way to show one.
 */
export const notice = {
  info: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showInformationMessage(withoutLinks(text), ...buttons),
  warning: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showWarningMessage(withoutLinks(text), ...buttons),
  error: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showErrorMessage(withoutLinks(text), ...buttons),
  /** Asks in a modal dialog. Returns whether the button was pressed. */
  confirm: async (question: string, detail: string, button: string): Promise<boolean> =>
    (await vscode.window.showWarningMessage(withoutLinks(question), { modal: true, detail }, button)) === button,
  /** Shows that something is under way, which the user may cancel. Resolves to what the work resolves to. */
  progress: <Result>(
    title: string,
    work: (report: (step: ProgressReport) => void, signal: AbortSignal) => Promise<Result>,
  ): Thenable<Result> =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
      async (progress, token) => {
        const ending = new AbortController();
        token.onCancellationRequested(() => ending.abort());
        const report = ({ message, ...step }: ProgressReport): void =>
          progress.report(message === undefined ? step : { ...step, message: withoutLinks(message) });
        return work(report, ending.signal);
      },
    ),
};

/** How far something is; VS Code puts the message behind the title. */
export interface ProgressReport {
  readonly message?: string;
  /** In percent of the whole. */
  readonly increment?: number;
}

function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
