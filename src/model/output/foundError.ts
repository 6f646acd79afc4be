/** Where a tool says that an error is. */
export interface FoundPlace {
  /** As it was printed: absolute, relative to who knows what, or, of Java, only its end. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** An error among what a run printed. */
export interface FoundError {
  readonly message: string;
  /** The likeliest first; more than one where there is a stack. Empty where no place is told. */
  readonly places: readonly FoundPlace[];
}

/** A place made of what a regular expression found; none where the line is no number of a line. */
export function foundPlace(path = '', line = '', column?: string): readonly FoundPlace[] {
  const number = Number(line);
  const cleaned = plainPath(path.trim());
  if (cleaned === '' || !Number.isSafeInteger(number) || number < 1) return [];
  const at = Number(column);
  return [{ path: cleaned, line: number, ...(Number.isSafeInteger(at) && at > 0 ? { column: at } : {}) }];
}

/** Of a `file:` URL the path. */
function plainPath(path: string): string {
  const [, rest] = /^file:\/\/(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return path;
  try {
    return decodeURIComponent(rest).replace(/^\/([A-Za-z]:)/, '$1');
  } catch {
    return rest;
  }
}
