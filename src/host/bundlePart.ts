import * as l10n from '@vscode/l10n';
import type { Anonymize } from '../model/anonymize';

/** A file of the support bundle. */
export interface BundlePart {
  /** Its path in the zip, for instance `outbox.json`; within a folder: `transcripts/01.txt`. */
  readonly name: string;
  /** What it, or its folder, holds: a line in README.txt. */
  readonly about: string;
  /**
   * What is in it. Names and secrets are masked afterwards; whatever else should not be told must not be in it.
   * @param signal aborted when nobody waits for it any longer
   */
  text(signal: AbortSignal): string | Promise<string>;
}

export interface Gathering {
  readonly anonymize: Anonymize;
  /** Ends it; what `gather` returned then rejects. */
  readonly signal: AbortSignal;
  /** How long each part may take, in milliseconds. */
  readonly patience?: number;
  /** Hears of each part that is there. */
  readonly onPart?: (part: BundlePart) => void;
}

/** The text of every part by its name, all made at the same time. In place of one that fails or takes too long is a sentence. */
export async function gather(
  parts: readonly BundlePart[],
  { anonymize, signal, patience = 10_000, onPart }: Gathering,
): Promise<Record<string, string>> {
  const texts = parts.map(async (part) => {
    const text = await textOf(part, signal, patience);
    onPart?.(part);
    return [part.name, anonymize(text)] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function textOf(part: BundlePart, ending: AbortSignal, patience: number): Promise<string> {
  const late = AbortSignal.timeout(patience);
  const signal = AbortSignal.any([ending, late]);
  try {
    return await Promise.race([aborted(signal), part.text(signal)]);
  } catch (error) {
    ending.throwIfAborted();
    if (late.aborted) return l10n.t('This part was not ready within {0} seconds.', String(Math.ceil(patience / 1000)));
    return l10n.t('This part could not be made: {0}', error instanceof Error ? error.message : String(error));
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
