/** Where an error is, according to a tool. */
export interface FoundPlace {
  /** As printed: absolute, relative to an unknown folder, or, for Java, only the end of it. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** An error in the output of a run. */
export interface FoundError {
  readonly message: string;
  /** The likeliest first; several if there is a stack. Empty if no place was printed. */
  readonly places: readonly FoundPlace[];
}

/** Makes a place from the groups of a regular expression; empty if the line is not a line number. */
export function foundPlace(path = '', line = '', column?: string): readonly FoundPlace[] {
  const number = Number(line);
  const cleaned = plainPath(path.trim());
  if (cleaned === '' || !Number.isSafeInteger(number) || number < 1) return [];
  const at = Number(column);
  return [{ path: cleaned, line: number, ...(Number.isSafeInteger(at) && at > 0 ? { column: at } : {}) }];
}

/** The path of a `file:` URL; any other text is returned as it is. */
function plainPath(path: string): string {
  const [, rest] = /^file:\/\/(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return path;
  try {
    return decodeURIComponent(rest).replace(/^\/([A-Za-z]:)/, '$1');
  } catch {
    return rest;
  }
}
