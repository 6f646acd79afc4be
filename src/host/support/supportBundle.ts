import * as vscode from 'vscode';
import { anonymizer } from '../model/anonymize';
import type { Clock } from '../model/clock';
import { gather, type BundlePart } from './bundlePart';
import { bundleParts, type BundleSources } from './bundleParts';
import { bundleReadme } from './bundleReadme';
import { gatherIdentities, type IdentitySources } from './identities';

export interface SupportBundleSources extends BundleSources, IdentitySources {
  readonly clock: Clock;
  readonly log: BundleSources['log'];
  /** Parts that others make. */
  readonly others?: () => readonly BundlePart[];
}

/** Everything that helps to find out why mail does not go out, in a zip without secrets and names. */
export class SupportBundle {
  constructor(private readonly sources: SupportBundleSources) {}

  /**
   * Makes the bundle and writes it. Rejects when the signal is aborted, and writes nothing then.
   * @param onProgress hears how much of it is done now, in per cent
   */
  async write(target: vscode.Uri, signal: AbortSignal, onProgress?: (increment: number) => void): Promise<void> {
    const { clock, others } = this.sources;
    const parts = [...bundleParts(this.sources), ...(others?.() ?? [])];
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
    await vscode.workspace.fs.writeFile(target, zip);
  }
}
