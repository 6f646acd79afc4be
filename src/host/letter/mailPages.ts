import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ParsedMail } from '../../model/letter/message';
import { Server } from '../../protocol/channel';
import type { MailEvents, MailRequests, PreviewFacts } from '../../protocol/mailPage';
import { pageHtml, pageOptions } from '../editor/pageHtml';

/** A place of mails that can be shown: the sandbox inbox, the outbox, previews. */
export interface MailStore {
  has(id: string): boolean;
  /** The mail, or `undefined` if it or its body is no longer kept. */
  read(id: string): Promise<ParsedMail | undefined>;
  onDidChange(listener: () => void): { dispose(): void };
  /** What the page shows about previews. */
  readonly previews?: {
    facts(id: string): PreviewFacts | undefined;
    approve(id: string): Promise<PreviewFacts | undefined>;
  };
}

/** Editor tabs, each with one mail. The tab of a mail is reused, and closes when the mail is deleted. */
export class MailPages {
  private readonly open = new Map<string, vscode.WebviewPanel>();
  private readonly subscription: { dispose(): void };

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly store: MailStore,
  ) {
    this.subscription = store.onDidChange(() => this.closeDeleted());
  }

  async show(mail: { readonly id: string; readonly subject: string }): Promise<void> {
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
      ready: async () => {
        const read = await this.store.read(mail.id);
        return read && { mail: read, preview: this.store.previews?.facts(mail.id) };
      },
      approve: () => this.store.previews?.approve(mail.id),
      openAttachment: async ({ place }) => {
        const content = (await this.store.read(mail.id))?.attachments[place]?.text;
        if (content !== undefined)
          await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
        return null;
      },
    });
    panel.webview.onDidReceiveMessage((message) => void server.receive(message));
    panel.webview.html = await pageHtml(panel.webview, this.extensionUri, 'mail', title);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const panel of this.open.values()) panel.dispose();
  }

  private closeDeleted(): void {
    for (const [id, panel] of this.open) if (!this.store.has(id)) panel.dispose();
  }
}
