import { isRecord } from '../unknown';
import { type AccountDraft, authMethods, deliveryReports, emptyDraft } from './account';
import { bareText } from './bareText';
import { marksOf, wayOf } from './recipientWay';
import { securities } from './security';

/**
 * Reads all accounts of settings.json. Each gets a unique id, even if an entry was copied with its id: two that
 * shared one would share password and validity. An id goes to the first entry that states it.
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
 * Reads an account from settings.json, where anybody may have typed anything: values of an unexpected form count as
 * missing, and `parseAccount` then says what is missing.
 * @param position its index in the list, which gives it an id if it has none
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
  const list = (key: 'recipients' | 'ccRecipients' | 'bccRecipients' | 'extraHeaders'): readonly string[] => {
    const found = stored[key];
    return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : defaults[key];
  };
  const { port } = stored;
  return {
    id: text('id') || defaults.id,
    name: text('name'),
    email: text('email'),
    // Not checked here: a provider of a newer version must survive this one.
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
    recipients: list('recipients'),
    ccRecipients: list('ccRecipients'),
    bccRecipients: list('bccRecipients'),
    ehloDomain: text('ehloDomain'),
    authMethod: oneOf('authMethod', authMethods),
    deliveryReports: oneOf('deliveryReports', deliveryReports),
    bcc: flag('bcc'),
    useProxy: flag('useProxy'),
    replyTo: text('replyTo'),
    supportLink: text('supportLink'),
    extraHeaders: list('extraHeaders'),
  };
}

/** Written to settings.json even if it is the default: without it a reader could not tell which server is meant. */
const always = ['id', 'provider', 'host', 'port', 'security', 'recipients'];

/** A sandbox account uses the extension's own server, so these fields mean nothing for it. */
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

/** An account as settings.json holds it. A port that is no number is kept as text, so that nothing typed is lost. */
export function storeAccount(draft: AccountDraft): Record<string, unknown> {
  const defaults: Record<string, unknown> = { ...emptyDraft(draft.id) };
  const port = bareText(draft.port);
  const filled = (entries: readonly string[]): readonly string[] =>
    entries.map((entry) => bareText(entry)).filter((entry) => entry !== '');
  const recipients = filled(draft.recipients);
  const values: Record<string, unknown> = {
    ...draft,
    port: /^\d+$/.test(port) ? Number(port) : port,
    recipients,
    extraHeaders: filled(draft.extraHeaders),
    ...marksOf(recipients.map((address) => ({ address, way: wayOf(draft, address) }))),
  };
  const kept = Object.keys(defaults).filter(
    (key) =>
      (always.includes(key) || !isSame(values[key], defaults[key])) &&
      !(draft.provider === 'sandbox' && notForSandbox.includes(key)),
  );
  return Object.fromEntries(kept.map((key) => [key, values[key]]));
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
