import * as l10n from '@vscode/l10n';
import type { l10nJsonFormat } from '@vscode/l10n';

/** What the extension writes into the page: the words of the user's language, where they are not the English ones. */
interface Boot {
  readonly bundle: l10nJsonFormat | null;
  readonly language: string;
  /** What the page gave to be kept before its tab was closed. */
  readonly kept?: unknown;
}

/**
 * Sets the language of every word. Call it before anything is built.
 * @returns the language, for dates and lists, and what an earlier page kept
 */
export function readBoot(): { readonly language: string; readonly kept: unknown } {
  const boot = JSON.parse(document.getElementById('boot')?.textContent ?? 'null') as Boot | null;
  if (boot?.bundle) l10n.config({ contents: boot.bundle });
  return { language: boot?.language ?? 'en', kept: boot?.kept };
}
