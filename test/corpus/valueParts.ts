/**
 * Makes a value that has the form of a real one and opens nothing. No such value stands in a file of the repository.
 */
export type FakeValue = (random: () => number) => string;

export const digits = '0123456789';
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper = lower.toUpperCase();
export const letters = lower + upper;
export const alnum = letters + digits;
export const signs = '!#%+*~^=?_-';

export function from(alphabet: string, length: number): FakeValue {
  return (random) => Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** With at least one digit, one small and one capital letter. */
export function mixed(length: number, more = ''): FakeValue {
  const any = from(alnum + more, length - 3);
  return (random) => from(lower, 1)(random) + any(random) + from(digits, 1)(random) + from(upper, 1)(random);
}

export const hex = (length: number): FakeValue => from(`${digits}abcdef`, length);
export const base64 = (bytes: number): FakeValue => {
  return (random) => Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256))).toString('base64');
};
export const base64url = (bytes: number): FakeValue => {
  const coded = base64(bytes);
  return (random) => coded(random).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
};

/** One after the other, as they are or made. */
export function parts(...all: readonly (string | FakeValue)[]): FakeValue {
  return (random) => all.map((one) => (typeof one === 'string' ? one : one(random))).join('');
}

export function oneOf(...all: readonly string[]): FakeValue {
  return (random) => all[Math.floor(random() * all.length)] ?? '';
}

export function encoded(value: FakeValue): FakeValue {
  return (random) => Buffer.from(value(random)).toString('base64');
}

export function digitsOf(length: number): FakeValue {
  return from(digits, length);
}
