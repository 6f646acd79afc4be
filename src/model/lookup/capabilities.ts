/** What a server says of itself in its reply to EHLO (RFC 5321 section 4.1.1.1). */
export interface Capabilities {
  /** Its own words, one extension each, upper case, as far as they are printable. */
  readonly keywords: readonly string[];
  /** Sign-in methods (RFC 4954), upper case. */
  readonly signIns: readonly string[];
  /** Bytes of the largest mail that it takes (RFC 1870), or `undefined` where it names no limit. */
  readonly size: number | undefined;
}

/** Nothing offered, which is also what a server means that only knows HELO. */
export const noCapabilities: Capabilities = { keywords: [], signIns: [], size: undefined };

/** Reads the lines of a reply to EHLO, without their codes; the first one is the name of the server. */
export function readCapabilities(lines: readonly string[]): Capabilities {
  const words = lines.slice(1).map((line) =>
    line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  );
  const known = words.filter(([keyword = '']) => isWord(keyword));
  const size = Number(known.find(([keyword]) => keyword === 'SIZE')?.[1] ?? '');
  const signIns = known.filter(([keyword]) => keyword === 'AUTH').flatMap(([, ...names]) => names.filter(isWord));
  return {
    keywords: [...new Set(known.map(([keyword = '']) => keyword))].slice(0, 50),
    signIns: [...new Set(signIns)].slice(0, 20),
    // RFC 1870 section 4: zero stands for no fixed limit.
    size: Number.isSafeInteger(size) && size > 0 ? size : undefined,
  };
}

function isWord(text: string): boolean {
  return /^[A-Z0-9][A-Z0-9_-]{0,30}$/.test(text);
}
