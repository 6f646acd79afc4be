/** Where a part writes down what it did. Never pass it a secret, the body of a mail or the output of a command. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * A sentence without what it quotes, for a place that others may read: that is a name given by the user, and the name
 * of a terminal command is its line, with the secrets in it. A line has quotes of its own, and a sentence may be cut
 * off within: what lies between the first quote and the last one goes.
 */
export function withoutQuoted(sentence: string): string {
  return sentence.replace(/["“”„«»][^]*["“”„«»]|["“”„«»][^]*$/u, '“…”');
}

/** A log that drops everything, for tests and for parts that run without one. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
