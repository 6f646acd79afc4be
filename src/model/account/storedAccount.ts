import { authMethods, deliveryReports, emptyDraft, type AccountDraft } from './account';
import { securities } from './security';

/**
 * Reads all accounts of settings.json. Each gets an id of its own, even where somebody copied an entry with its id: two that
 * share one would share password and validity. An id that stands there goes to the first entry that names it.
 */
export function readAccounts(values: readonly unknown[]): readonly AccountDraft[] {
  const stated = new Set(values.flatMap((value) => (isRecord(value) && value['id'] ? [value['id']] : [])));
  const taken = new Set<string>();
  return values.map((value, position) => {
    const draft = readAccount(value, position);
    const isFree = (id: string): boolean =>
      !taken.has(id) && (!stated.has(id) || (isRecord(value) && value['id'] === id));
    let { id } = draft;
    for (let count = 2; !isFree(id); count++) id = `${draft.id}-${count}`;
    taken.add(id);
    return { ...draft, id };
  });
}

/**
 * Reads an account from settings.json, where anybody may have typed anything: whatever is not of the expected form is
 * taken as not there, and `parseAccount` then says what is missing.
 * @param position its place in the list, from which it gets an id when it has none
 */
export function readAccount(value: unknown, position: number): AccountDraft {
  const stored = isRecord(value) ? value : {};
  const defaults = emptyDraft(`account-${position + 1}`);
  const text = (key: keyof AccountDraft): string => {
    const found = stored[key];
    return typeof found === 'string' ? found : (defaults[key] as string);
  };
  const flag = (key: keyof AccountDraft): boolean => {
    const found = stored[key];
    return typeof found === 'boolean' ? found : (defaults[key] as boolean);
  };
  const oneOf = <Word extends string>(key: keyof AccountDraft, words: readonly Word[]): Word =>
    words.find((word) => word === stored[key]) ?? (defaults[key] as Word);
  const { port, recipients } = stored;
  return {
    id: text('id') || defaults.id,
    name: text('name'),
    email: text('email'),
    // Whether it is known shows where it is needed; one of a newer version must outlive this one.
    provider: text('provider') || defaults.provider,
    host: text('host'),
    port: typeof port === 'number' || typeof port === 'string' ? String(port) : defaults.port,
    security: oneOf('security', securities),
    trustedNetwork: flag('trustedNetwork'),
    certificate: text('certificate'),
    authentication: flag('authentication'),
    username: text('username'),
    senderName: text('senderName'),
    fromAddress: text('fromAddress'),
    recipients: Array.isArray(recipients)
      ? recipients.filter((entry) => typeof entry === 'string')
      : defaults.recipients,
    ehloDomain: text('ehloDomain'),
    authMethod: oneOf('authMethod', authMethods),
    deliveryReports: oneOf('deliveryReports', deliveryReports),
    bcc: flag('bcc'),
    useProxy: flag('useProxy'),
    replyTo: text('replyTo'),
    supportLink: text('supportLink'),
  };
}

/** What stands in settings.json even where it is the default: without it a reader could not tell which server is meant. */
const always = ['id', 'provider', 'host', 'port', 'security', 'recipients'];

/** The server of a sandbox account is the extension's own: it has nothing to say about it. */
const notForSandbox = [
  'host',
  'port',
  'security',
  'authentication',
  'username',
  'trustedNetwork',
  'certificate',
  'useProxy',
];

/** The form of an account that goes into settings.json. A port that is no number is kept as text, so that nothing typed is lost. */
export function storeAccount(draft: AccountDraft): Record<string, unknown> {
  const defaults: Record<string, unknown> = { ...emptyDraft(draft.id) };
  const port = draft.port.trim();
  const values: Record<string, unknown> = {
    ...draft,
    port: /^\d+$/.test(port) ? Number(port) : port,
    recipients: draft.recipients.map((entry) => entry.trim()).filter((entry) => entry !== ''),
  };
  const kept = Object.keys(defaults).filter(
    (key) =>
      (always.includes(key) || values[key] !== defaults[key]) &&
      !(draft.provider === 'sandbox' && notForSandbox.includes(key)),
  );
  return Object.fromEntries(kept.map((key) => [key, values[key]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
