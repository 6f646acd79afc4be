import * as l10n from '@vscode/l10n';

/** From and to, both included. */
type Range = readonly [number, number];

/** Reads `1, 3-5`: a test for exit codes, or the sentence that says what is wrong. The empty text means all of them. */
export function readExitCodes(typed: string): { readonly means: (code: number | undefined) => boolean } | string {
  if (typed.trim() === '') return { means: () => true };
  const ranges: Range[] = [];
  for (const part of typed.split(',')) {
    const [, first, last = first] = /^\s*(-?\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*$/.exec(part) ?? [];
    if (first === undefined || Number(first) > Number(last))
      return l10n.t('“{0}” is no exit code. Write numbers and ranges, as in: 1, 3-5', part.trim());
    ranges.push([Number(first), Number(last)]);
  }
  return { means: (code) => code !== undefined && ranges.some(([from, to]) => code >= from && code <= to) };
}
