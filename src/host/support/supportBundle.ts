import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { anonymizer } from '../../model/redaction/anonymize';
import { writeChosen } from '../editor/chosenFile';
import { gatherIdentities, type IdentitySources } from '../redaction/identities';
import { gather } from './bundlePart';
import { bundleParts, type BundleSources } from './bundleParts';
import { bundleReadme } from './bundleReadme';

export interface SupportBundleSources extends BundleSources, IdentitySources {
  readonly clock: Clock;
  readonly log: BundleSources['log'];
}

/** Everything that helps to find out why mail is not sent, in a zip without secrets and names. */
export class SupportBundle {
  constructor(private readonly sources: SupportBundleSources) {}

  /**
   * Makes and writes the bundle. If the signal is aborted, it rejects and writes nothing.
   * @param onProgress called with the additional percentage that is done
   */
  async write(target: vscode.Uri, signal: AbortSignal, onProgress?: (increment: number) => void): Promise<void> {
    const { clock } = this.sources;
    const parts = bundleParts(this.sources);
    const texts = await gather(parts, {
      anonymize: anonymizer(await gatherIdentities(this.sources)),
      signal,
      onPart: () => onProgress?.(100 / parts.length),
    });
    texts['README.txt'] = bundleReadme(parts, clock.now(), vscode.env.language);
    const { strToU8, zipSync } = await import('fflate');
    const files = Object.entries(texts).map(([name, text]) => [name, strToU8(text)] as const);
    const zip = zipSync(Object.fromEntries(files), { mtime: clock.now() });
    signal.throwIfAborted();
    await writeChosen(target, zip);
  }
}
