/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers from a seed that is printed; set MAIL_WHEN_DONE_SEED to it to repeat them. */
export function printedSeed(): () => number {
  const seed = Number(process.env['MAIL_WHEN_DONE_SEED'] ?? Date.now() % 1_000_000);
  console.log(`      MAIL_WHEN_DONE_SEED=${seed}`);
  return seededRandom(seed);
}
