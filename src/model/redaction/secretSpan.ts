/** A secret in a text: the position of its first character and the position after its last. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
  /** Whose it is, as people call it: `GitHub`, `private key`; left out if the text before it says so. */
  readonly label?: string;
}

/**
 * How a secret was recognised: by its value, by the name before it, in a URL, in a header, in a command line, by the
 * form of a token or of a key, or by secretlint.
 */
type SecretKind = 'known' | 'named' | 'url' | 'header' | 'argument' | 'token' | 'key' | 'linted';

/** Sorts spans and merges those that touch; the first label of merged ones counts. */
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
