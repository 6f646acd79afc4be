/** A secret in a text: the positions of its first character and of the one behind its last. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
  /** Whose it is, as people call it: `GitHub`, `private key`; left out where what stands before it tells. */
  readonly label?: string;
}

/**
 * How a secret was told: it is known by its value, stands behind a name, in a URL, in a header, in a command line, has the form
 * of a token or of a key, or secretlint says so.
 */
export type SecretKind = 'known' | 'named' | 'url' | 'header' | 'argument' | 'token' | 'key' | 'linted';

/** Looks for secrets of one sort. Its time grows with the length of the text and no faster. */
export type FindSecrets = (text: string) => readonly SecretSpan[];

/** In order, none touching another. Of those that do, the label that is there counts. */
export function joined(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const span of spans.filter(({ start, end }) => end > start).sort((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last === undefined || span.start > last.end) {
      found.push(span);
      continue;
    }
    const label = last.label ?? span.label;
    const end = Math.max(last.end, span.end);
    found[found.length - 1] = { start: last.start, end, kind: last.kind, ...(label === undefined ? {} : { label }) };
  }
  return found;
}
