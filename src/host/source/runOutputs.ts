import * as l10n from '@vscode/l10n';
import { type KeptOutput, withGapLine } from '../../model/output/outputTail';
import { plainOutput } from '../../model/output/renderedOutput';
import type { Run } from '../../model/run/run';
import { TextDocuments } from '../editor/textDocuments';

/** Runs whose output is kept. */
const maxKept = 50;
/** Characters of output that are kept in all. */
const maxText = 8_388_608;

/**
 * The output of the last runs of this window, shown as text documents. In memory only, since output may contain
 * secrets.
 */
export class RunOutputs {
  private readonly documents = new TextDocuments('mail-when-done-output', '.output.txt', (id) => this.textOf(id));
  /** Unchanged output by the id of its run; the oldest first. */
  private readonly outputs = new Map<string, KeptOutput>();
  private length = 0;

  keep({ id, output, outputGap }: Run): void {
    if (output === undefined || output === '' || this.outputs.has(id)) return;
    this.outputs.set(id, { output, ...(outputGap === undefined ? {} : { outputGap }) });
    this.length += output.length;
    for (const [oldest, kept] of this.outputs) {
      if (this.outputs.size === 1 || (this.outputs.size <= maxKept && this.length <= maxText)) break;
      this.outputs.delete(oldest);
      this.length -= kept.output.length;
    }
  }

  has(id: string): boolean {
    return this.outputs.has(id);
  }

  /** The unchanged output of a run; `undefined` if it is not kept. */
  of(id: string): KeptOutput | undefined {
    return this.outputs.get(id);
  }

  /** Throws a sentence if the output is not kept. */
  async show({ id, name }: Pick<Run, 'id' | 'name'>): Promise<void> {
    if (!this.has(id)) {
      throw new Error(
        l10n.t('The output of “{0}” is not kept: that is done for the last {1} runs of a window.', name, `${maxKept}`),
      );
    }
    await this.documents.show(id, name);
  }

  clear(): void {
    this.outputs.clear();
    this.length = 0;
  }

  dispose(): void {
    this.documents.dispose();
  }

  private textOf(id: string): string {
    const kept = this.outputs.get(id);
    return kept === undefined ? '' : plainOutput(withGapLine(kept));
  }
}
