import * as vscode from 'vscode';

/**
 * Notifications of ours. VS Code makes live links of `[text](target)` in them, commands too, and task names, subjects and
 * the words of a server come from outside: the two characters that make a link are parted.
 */
export const notice = {
  info: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showInformationMessage(withoutLinks(text), ...buttons),
  warning: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showWarningMessage(withoutLinks(text), ...buttons),
  error: (text: string, ...buttons: string[]): Thenable<string | undefined> =>
    vscode.window.showErrorMessage(withoutLinks(text), ...buttons),
  /** Asks in a dialog; answers whether the button was pressed. */
  confirm: async (question: string, detail: string, button: string): Promise<boolean> =>
    (await vscode.window.showWarningMessage(withoutLinks(question), { modal: true, detail }, button)) === button,
};

function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
