import type { PresetRow } from '../src/model/provider/preset';

/** What differs between two lists of presets, a line each: providers added, removed and, field by field, changed. */
export function changesBetween(before: readonly PresetRow[], after: readonly PresetRow[]): readonly string[] {
  const old = new Map(before.map((row) => [row.id, row]));
  const ids = new Set(after.map(({ id }) => id));
  const removed = before.filter(({ id }) => !ids.has(id)).map(({ id, name }) => `removed ${id} (${name})`);
  const others = after.flatMap((row) => {
    const known = old.get(row.id);
    return known === undefined ? [`added ${row.id} (${row.name})`] : changesOf(known, row);
  });
  const moved =
    removed.length === 0 && others.length === 0 && before.some(({ id }, place) => after[place]?.id !== id)
      ? ['the order changed']
      : [];
  return [...removed, ...others, ...moved];
}

function changesOf(before: PresetRow, after: PresetRow): readonly string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof PresetRow)[];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) =>
      field === 'domains'
        ? `changed ${after.id}: domains ${domainChange(before.domains ?? '', after.domains ?? '')}`
        : `changed ${after.id}: ${field} ${text(before[field])} → ${text(after[field])}`,
    );
}

/** Of a hundred domains only those that come or go. */
function domainChange(before: string, after: string): string {
  const [old, now] = [before.split(' '), after.split(' ')];
  const gone = old.filter((domain) => !now.includes(domain)).map((domain) => `-${domain}`);
  const come = now.filter((domain) => !old.includes(domain)).map((domain) => `+${domain}`);
  return [...gone, ...come].join(' ') || 'in another order';
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
