import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { transcriptText } from '../model/transcript';
import type { Item } from '../outbox/item';
import type { Outbox } from '../outbox/outbox';

const scheme = 'mail-when-done-transcript';

/** SMTP conversations as read-only text documents, secrets masked long before. */
export class TranscriptDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  readonly onDidChange = this.changed.event;

  constructor(private readonly outbox: Outbox) {}

  async show({ id, subject }: Item): Promise<void> {
    const name = subject.replaceAll(/[/\\?#]/g, ' ').slice(0, 80);
    const uri = vscode.Uri.from({ scheme, path: `/${name}.smtp.txt`, query: id });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  provideTextDocumentContent({ query: id }: vscode.Uri): string {
    const text = transcriptText(this.outbox.transcript(id));
    return text === '' ? l10n.t('There is no conversation yet: this mail was not tried.') : text;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
