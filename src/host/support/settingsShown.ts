import { anonymousAddress } from '../model/anonymize';
import type { AccountSnapshot } from '../protocol';
import type { SettingName } from './settings';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly properties?: Readonly<Record<string, Schema>> };
}

/** What package.json declares of settings. */
export interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Schema>> } };
}

const accountsSetting = 'mailWhenDone.accounts';
const defaultSetting = 'mailWhenDone.defaultAccount';

/**
 * The settings as they may be told: numbers, flags and choices as they are; a text only where it is known what it holds.
 * A setting that is declared one day is told by the same rule, so that nobody has to think of it here.
 */
export function settingsShown(
  accounts: readonly AccountSnapshot[],
  get: (name: SettingName) => unknown,
  { contributes }: Manifest,
): unknown {
  const { properties } = contributes.configuration;
  const fields = properties[accountsSetting]?.items?.properties ?? {};
  const others = Object.entries(properties).filter(([name]) => name !== accountsSetting);
  return {
    ...Object.fromEntries(
      others.map(([name, schema]) => {
        const value = get(name.slice(name.indexOf('.') + 1) as SettingName);
        return [name, name === defaultSetting ? numberOf(value, accounts) : shown(value, schema)];
      }),
    ),
    [accountsSetting]: accounts.map(({ draft, passwordSet, saved }, position) => ({
      account: String(position + 1),
      saved,
      passwordSet,
      ...Object.fromEntries(
        Object.entries(fields)
          .filter(([field]) => field !== 'id')
          .map(([field, schema]) => [field, fieldShown(field, (draft as unknown as Values)[field], schema)]),
      ),
    })),
  };
}

type Values = Readonly<Record<string, unknown>>;

/** Accounts are called by their number; empty where none is chosen. */
function numberOf(id: unknown, accounts: readonly AccountSnapshot[]): string {
  const position = accounts.findIndex(({ draft }) => draft.id === id);
  return position < 0 ? '' : String(position + 1);
}

function fieldShown(field: string, value: unknown, schema: Schema): unknown {
  // Which server is meant is what most questions are about, and a provider is the name of a list.
  return field === 'host' || field === 'provider' ? value : shown(value, schema);
}

function shown(value: unknown, schema: Schema): unknown {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (schema.enum?.includes(value) === true) return value;
  if (typeof value === 'string')
    return /^\d{0,9}$/.test(value) && schema.type === 'integer' ? value : anonymousAddress(value.trim());
  if (Array.isArray(value)) return value.map((entry) => shown(entry, {}));
  return '***';
}
