import * as l10n from '@vscode/l10n';
import { isRecord } from '../../model/unknown';

/** One value that was changed, in `settings.json` or on the page. */
export interface SettingChange {
  /** When it was noticed, in milliseconds since 1970. */
  readonly at: number;
  /** The setting, without `mailWhenDone.`. */
  readonly setting: string;
  /** In a list of accounts or rules: the id of the entry, and its field. */
  readonly entry?: string;
  readonly field?: string;
  /** `undefined`: its default, or there was no such entry. A long value is its beginning. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Our settings by their names, as they are stored. */
export type SettingValues = Readonly<Record<string, unknown>>;

type Place = Pick<SettingChange, 'setting' | 'entry' | 'field'>;

interface Placed {
  readonly place: Place;
  readonly value: unknown;
}

/** Characters of JSON. */
const longest = 200;

/** What differs between two states. */
export function changesBetween(before: SettingValues, after: SettingValues, at: number): readonly SettingChange[] {
  const [old, now] = [placed(before), placed(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [one, other] = [old.get(key), now.get(key)];
    const place = one?.place ?? other?.place;
    if (place === undefined || JSON.stringify(one?.value) === JSON.stringify(other?.value)) return [];
    return [{ at, ...place, before: short(one?.value), after: short(other?.value) }];
  });
}

/** Every value with its place; those of accounts and rules field by field, since a list says little. */
function placed(values: SettingValues): ReadonlyMap<string, Placed> {
  const found = Object.entries(values).flatMap(([setting, value]): readonly Placed[] => {
    if (!Array.isArray(value)) return [{ place: { setting }, value }];
    if (value.length === 0) return [];
    if (!value.every(isEntry)) return [{ place: { setting }, value }];
    return value.flatMap(({ id, ...fields }) =>
      Object.entries(fields).map(([field, one]) => ({ place: { setting, entry: id, field }, value: one })),
    );
  });
  return new Map(found.map((one) => [JSON.stringify(one.place), one]));
}

function isEntry(value: unknown): value is Readonly<Record<string, unknown>> & { readonly id: string } {
  return isRecord(value) && typeof value['id'] === 'string' && value['id'] !== '';
}

function short(value: unknown): unknown {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : value;
}

/** How a list of changes names and shows what is in it: in full on this computer, masked in a bundle. */
export interface ChangeWords {
  time(at: number): string;
  entry(change: SettingChange): string;
  value(change: SettingChange, value: unknown): unknown;
}

/** Changes as text, the last one first, a line each. */
export function changesText(changes: readonly SettingChange[], words: ChangeWords): string {
  const text = (change: SettingChange, value: unknown): string =>
    value === undefined ? l10n.t('(not set)') : JSON.stringify(words.value(change, value));
  const lines = changes.toReversed().map((change) => {
    const { at, setting, entry, field, before, after } = change;
    const place = [setting, ...(entry === undefined ? [] : [words.entry(change), field ?? ''])].join(' › ');
    return `${words.time(at)}  ${place}: ${text(change, before)} → ${text(change, after)}`;
  });
  return lines.length === 0 ? l10n.t('No setting has been changed yet.') : `${lines.join('\n')}\n`;
}
