/** The one of some names that somebody is most likely to have meant, or `undefined` where none is near. */
export function similarName(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const most = wanted.length < 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  // As `exit` for `exitCode`.
  return best ?? (wanted.length < 2 ? undefined : names.find((name) => name.toLowerCase().startsWith(wanted)));
}

/** How many letters have to be added, taken away or changed (Levenshtein's distance). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
