import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withGapTold } from '../model/outputGap';
import type { KeptOutput } from '../model/outputTail';
import { plainOutput } from '../model/plainOutput';
import type { Run } from '../model/run';

const scheme = 'mail-when-done-output';
/** Of so many runs the output is kept, */
const mostKept = 50;
/** and so much of it in all, in characters. */
const mostText = 8_388_608;

/** What the last runs of this window printed, as read-only text documents. In memory only: output may hold secrets. */
export class RunOutputs implements vscode.TextDocumentContentProvider {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  /** As it came, by run; the oldest first. */
  private readonly outputs = new Map<string, KeptOutput>();
  private length = 0;

  keep({ id, output, outputGap }: Run): void {
    if (output === undefined || output === '' || this.outputs.has(id)) return;
    this.outputs.set(id, { output, ...(outputGap === undefined ? {} : { outputGap }) });
    this.length += output.length;
    for (const [oldest, kept] of this.outputs) {
      if (this.outputs.size === 1 || (this.outputs.size <= mostKept && this.length <= mostText)) break;
      this.outputs.delete(oldest);
      this.length -= kept.output.length;
    }
  }

  has(id: string): boolean {
    return this.outputs.has(id);
  }

  /** As it came; `undefined` where it is not kept. */
  of(id: string): KeptOutput | undefined {
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
    const kept = this.outputs.get(id);
    return kept === undefined ? '' : plainOutput(withGapTold(kept));
  }

  clear(): void {
    this.outputs.clear();
    this.length = 0;
  }

  dispose(): void {
    this.registration.dispose();
  }
}
