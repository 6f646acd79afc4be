import * as vscode from 'vscode';

/**
 * Our notifications. VS Code turns `[text](target)` in them into links, even to commands, and task names, subjects and
 * words of a server come from outside: the two characters that make a link are separated.
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
};

function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
