import { anonymousAddress } from '../../model/redaction/anonymize';
import type { AccountSnapshot } from '../../protocol/settingsPage';
import type { SettingName } from '../settings/settings';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly properties?: Readonly<Record<string, Schema>> };
}

/** The settings part of package.json. */
export interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Schema>> } };
}

/** The names of our settings, without the prefix. */
export function namesIn({ contributes }: Manifest): readonly SettingName[] {
  return Object.keys(contributes.configuration.properties).map((name) => withoutPrefix(name));
}

function withoutPrefix(name: string): SettingName {
  return name.slice(name.indexOf('.') + 1) as SettingName;
}

const accountsSetting = 'mailWhenDone.accounts';
const defaultSetting = 'mailWhenDone.defaultAccount';

/**
 * The settings without confidential values: numbers, flags and choices unchanged, strings only if their content is
 * known. The same rule covers settings that are declared later.
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
        const value = get(withoutPrefix(name));
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

/** One value of a setting, or of a field of the entries in its list, as a bundle may show it. */
export function valueShown(setting: string, field: string | undefined, value: unknown, manifest: Manifest): unknown {
  const schema = manifest.contributes.configuration.properties[`mailWhenDone.${setting}`] ?? {};
  if (field === undefined) return setting === 'defaultAccount' ? '***' : shown(value, schema);
  return fieldShown(field, value, schema.items?.properties?.[field] ?? {});
}

type Values = Readonly<Record<string, unknown>>;

/** Accounts are called by their number; empty if none is chosen. */
function numberOf(id: unknown, accounts: readonly AccountSnapshot[]): string {
  const position = accounts.findIndex(({ draft }) => draft.id === id);
  return position < 0 ? '' : String(position + 1);
}

function fieldShown(field: string, value: unknown, schema: Schema): unknown {
  // Most questions are about the server, and a provider is a name from a list.
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
