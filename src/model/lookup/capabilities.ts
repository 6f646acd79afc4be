/** What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1). */
export interface Capabilities {
  /** The keywords of its extensions, in upper case; lines without a valid keyword are skipped. At most 50. */
  readonly keywords: readonly string[];
  /** The SASL mechanisms of AUTH (RFC 4954, RFC 4422 section 3.1), in upper case. At most 20. */
  readonly signIns: readonly string[];
  /** Bytes of the largest mail that it accepts (RFC 1870), or `undefined` if it states no limit. */
  readonly size: number | undefined;
}

/** Nothing offered, as by a server that only knows HELO. */
export const noCapabilities: Capabilities = { keywords: [], signIns: [], size: undefined };

/**
 * Reads a reply to EHLO.
 * @param lines with or without their codes; the first one is the name of the server
 */
export function readCapabilities(lines: readonly string[]): Capabilities {
  const words = lines.slice(1).map((line) =>
    line
      .replace(/^\d{3}[ -]/, '')
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
