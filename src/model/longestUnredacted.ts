/**
 * How much of a line is kept until it is redacted, in characters: half of a secret looks like none, so that what is cut before
 * must be far longer than what a mail shows of it.
 */
export const longestUnredacted = 4_000;
