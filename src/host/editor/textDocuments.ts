import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { transcriptText } from '../model/transcript';
import type { Outbox } from '../outbox/outbox';

/** The last conversation about each mail of the outbox. */
export function outboxTranscripts(outbox: Outbox): TranscriptDocuments {
  return new TranscriptDocuments('mail-when-done-transcript', (id) => {
    const text = transcriptText(outbox.transcript(id));
    return text === '' ? l10n.t('There is no conversation yet: this mail was not tried.') : text;
  });
}

/** SMTP conversations as read-only text documents, secrets masked long before. */
export class TranscriptDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  /**
   * @param scheme of the documents' addresses; each kind of conversation has one of its own
   * @param textOf what the document of that id says, asked for each time it is shown
   */
  constructor(
    private readonly scheme: string,
    private readonly textOf: (id: string) => string,
  ) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async show({ id, subject }: { readonly id: string; readonly subject: string }): Promise<void> {
    const name = subject.replaceAll(/[/\\?#]/g, ' ').slice(0, 80);
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}.smtp.txt`, query: id });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  provideTextDocumentContent({ query: id }: vscode.Uri): string {
    return this.textOf(id);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
