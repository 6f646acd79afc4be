/** Measured values of one kind, in milliseconds. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The least, the middle and the greatest, as text. */
export function spread(values: readonly number[], digits: number): string[] {
  return [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits));
}

/** Whether they are within a tenth of one another. */
export function isSteady(values: readonly number[]): boolean {
  return Math.max(...values) - Math.min(...values) <= median(values) / 10;
}

/** By how much y grows with x: least squares. Over round-trip times that is the number of round trips. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const across = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return across / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** The same things in another order: what is measured early and what late differs from round to round. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);
}
