import * as vscode from 'vscode';

/** Read-only text documents of one kind, shown in editor tabs. */
export class TextDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  /**
   * @param scheme of the URIs of these documents; each kind has its own
   * @param ending of their names, for instance `.output.txt`; it decides the language
   * @param textOf the text of the document with this id, asked for whenever one is shown
   */
  constructor(
    private readonly scheme: string,
    private readonly ending: string,
    private readonly textOf: (id: string) => string,
  ) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** @param title what the tab is called, without the ending */
  async show(id: string, title: string): Promise<void> {
    const name = title.replaceAll(/[/\\?#]/g, ' ').slice(0, 80);
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}${this.ending}`, query: id });
    // A document that is open already is read again.
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
