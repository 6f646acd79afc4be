/**
 * Lower case that keeps every character at its position: some letters have a lower case of another length, and sigma
 * has another one at the end of a word.
 */
export function lower(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length && !/[\u03a3\u03c2]/.test(text)) return small;
  return text.replace(/[A-Z]|[^\0-\xbf]/gu, (letter) => {
    const one = letter === '\u03c2' ? '\u03c3' : letter.toLowerCase();
    return one.length === letter.length ? one : letter;
  });
}
