import * as l10n from '@vscode/l10n';
import type { Anonymize } from '../../model/redaction/anonymize';
import { errorMessage } from '../../model/unknown';
import { unlessAborted } from '../../system/within';

/** A file of the support bundle. */
export interface BundlePart {
  /** Its path in the zip, for instance `outbox.json` or `transcripts/01.txt`. */
  readonly name: string;
  /** What it, or its folder, contains: a line in README.txt. */
  readonly about: string;
  /**
   * Its content. Names and secrets are masked afterwards; anything else that is confidential must not be in it.
   * @param signal aborted when the part is no longer needed
   */
  text(signal: AbortSignal): string | Promise<string>;
}

export interface Gathering {
  readonly anonymize: Anonymize;
  /** Ends the gathering; the promise of `gather` then rejects. */
  readonly signal: AbortSignal;
  /** Milliseconds each part may take. */
  readonly timeoutMs?: number;
  /** Called for each part that is ready. */
  readonly onPart?: (part: BundlePart) => void;
}

/**
 * The text of every part by its name, all made in parallel. A part that fails or takes too long is replaced by a
 * sentence.
 */
export async function gather(
  parts: readonly BundlePart[],
  { anonymize, signal, timeoutMs = 10_000, onPart }: Gathering,
): Promise<Record<string, string>> {
  const texts = parts.map(async (part) => {
    const text = await textOf(part, signal, timeoutMs);
    onPart?.(part);
    return [part.name, anonymize(text)] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function textOf(part: BundlePart, ending: AbortSignal, timeoutMs: number): Promise<string> {
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([ending, late]);
  try {
    signal.throwIfAborted();
    return await unlessAborted(Promise.resolve(part.text(signal)), signal);
  } catch (error) {
    ending.throwIfAborted();
    if (late.aborted) return l10n.t('This part was not ready within {0} seconds.', String(Math.ceil(timeoutMs / 1000)));
    return l10n.t('This part could not be made: {0}', errorMessage(error));
  }
}
