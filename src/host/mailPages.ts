import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Sandbox, StoredMail } from '../mail/sandbox';
import { Server, type MailEvents, type MailRequests } from '../protocol';
import { pageHtml, pageOptions } from './pageHtml';

/** Editor tabs that show one mail of the sandbox inbox each; a mail that is open already is brought to the front. */
export class MailPages {
  private readonly open = new Map<string, vscode.WebviewPanel>();
  private readonly subscription: { dispose(): void };

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sandbox: Sandbox,
  ) {
    this.subscription = sandbox.onDidChange(() => this.closeDeleted());
  }

  async show(mail: StoredMail): Promise<void> {
    const known = this.open.get(mail.id);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const title = mail.subject === '' ? l10n.t('(no subject)') : mail.subject;
    const panel = vscode.window.createWebviewPanel(
      'mailWhenDone.mail',
      title,
      vscode.ViewColumn.Active,
      pageOptions(this.extensionUri),
    );
    this.open.set(mail.id, panel);
    panel.onDidDispose(() => this.open.delete(mail.id));
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    const server = new Server<MailRequests, MailEvents>((message) => void panel.webview.postMessage(message), {
      ready: () => this.sandbox.read(mail.id),
    });
    panel.webview.onDidReceiveMessage((message) => void server.receive(message));
    panel.webview.html = await pageHtml(panel.webview, this.extensionUri, 'mail', title);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const panel of this.open.values()) panel.dispose();
  }

  private closeDeleted(): void {
    const left = new Set(this.sandbox.mails.map(({ id }) => id));
    for (const [id, panel] of this.open) if (!left.has(id)) panel.dispose();
  }
}
