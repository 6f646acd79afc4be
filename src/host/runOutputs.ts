import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainOutput } from '../model/plainOutput';
import type { Run } from '../model/run';

const scheme = 'mail-when-done-output';
/** Of so many runs the output is kept. */
const mostKept = 50;

/** What the last runs of this window printed, as read-only text documents. In memory only: output may hold secrets. */
export class RunOutputs implements vscode.TextDocumentContentProvider {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  /** As it came, by run; the oldest first. */
  private readonly outputs = new Map<string, string>();

  keep({ id, output }: Run): void {
    if (output === undefined || output === '') return;
    this.outputs.set(id, output);
    for (const oldest of this.outputs.keys()) {
      if (this.outputs.size <= mostKept) break;
      this.outputs.delete(oldest);
    }
  }

  has(id: string): boolean {
    return this.outputs.has(id);
  }

  /** As it came; `undefined` where it is not kept. */
  of(id: string): string | undefined {
    return this.outputs.get(id);
  }

  /** Throws a sentence where it is not kept. */
  async show({ id, name }: Pick<Run, 'id' | 'name'>): Promise<void> {
    if (!this.has(id)) {
      throw new Error(
        l10n.t('The output of “{0}” is not kept: that is done for the last {1} runs of a window.', name, `${mostKept}`),
      );
    }
    const title = name.replaceAll(/[/\\?#]/g, ' ').slice(0, 80);
    await vscode.window.showTextDocument(vscode.Uri.from({ scheme, path: `/${title}.output.txt`, query: id }));
  }

  provideTextDocumentContent({ query: id }: vscode.Uri): string {
    return plainOutput(this.outputs.get(id) ?? '');
  }

  clear(): void {
    this.outputs.clear();
  }

  dispose(): void {
    this.registration.dispose();
  }
}
