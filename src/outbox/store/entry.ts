import { createHash } from 'node:crypto';
import type { DiskPlace } from '../../system/disk';

export const itemStates = ['queued', 'sending', 'inDoubt', 'parked', 'dead', 'sent'] as const;

/**
 * The state of a message. `queued`: waits until it is due. `sending`: claimed, no byte of the body is out. `inDoubt`:
 * the body may be out and no answer is known. `parked`: waits until its account is fixed. `dead`: given up. `sent`:
 * accepted.
 */
export type ItemState = (typeof itemStates)[number];

/**
 * What the name and folder of its file say of a message. This alone decides who may send it and when, and a rename
 * changes it in one step: a process that uses an outdated name finds no file. Times are in milliseconds since 1970.
 */
export interface Entry {
  readonly state: ItemState;
  /** The id of the message. */
  readonly id: string;
  /** Its `accountKey`. */
  readonly account: string;
  /** When we began trying to send it: decides the order and when to give up. */
  readonly begun: number;
  /** Since when it is in this state. */
  readonly since: number;
  /** When it may be sent again; the same as `since` if it is not to be sent. */
  readonly due: number;
  /** How often it was claimed since `begun`, except by processes that ended before the body was out. */
  readonly attempts: number;
  /** How often it was sent again while in doubt. */
  readonly repeats: number;
  /** The user asked for it now: only the lease of another process holds it back. */
  readonly urgent: boolean;
  /** Only the head of the file is left. */
  readonly bodyless: boolean;
  /** Deleted after it was sent: kept only because it counts towards the limits of the account. */
  readonly erased: boolean;
  /** The claim of the process that sends it; empty if none does. */
  readonly claim: string;
}

const pattern =
  /^([\w-][\w.-]{0,63}),a([0-9a-f]{16}),b([0-9a-z]{1,10}),s([0-9a-z]{1,10}),d([0-9a-z]{1,10}),n(\d{1,6}),k(\d{1,3})(,u)?(,x)?(,e)?(?:,c([\w.-]{1,64}))?\.mail$/;

/** Whether a message may have this id: it becomes part of a file's name. */
export function isFileId(id: string): boolean {
  return /^[\w-][\w.-]{0,63}$/.test(id);
}

/** The key of an account in file names, since its id may contain anything. */
export function accountKey(accountId: string): string {
  return createHash('sha256').update(accountId).digest('hex').slice(0, 16);
}

/** The name of the file, in the folder named after the state. */
export function entryName(entry: Entry): string {
  let name = names.get(entry);
  if (name === undefined) names.set(entry, (name = newName(entry)));
  return name;
}

export function placeOf(entry: Entry): DiskPlace {
  return { folder: entry.state, name: entryName(entry) };
}

/** Each step of a message asks for its name several times. */
const names = new WeakMap<Entry, string>();

function newName(entry: Entry): string {
  const { id, account, attempts, repeats } = entry;
  const [begun, since, due] = [entry.begun, entry.since, entry.due].map(stamp);
  const marks = `${entry.urgent ? ',u' : ''}${entry.bodyless ? ',x' : ''}${entry.erased ? ',e' : ''}${entry.claim === '' ? '' : `,c${entry.claim}`}`;
  return `${id},a${account},b${begun},s${since},d${due},n${attempts},k${repeats}${marks}.mail`;
}

/** Parses the name of a file in the folder of a state; `undefined` if it is not ours. */
export function parseEntry(state: ItemState, name: string): Entry | undefined {
  const match = pattern.exec(name);
  if (match === null) return undefined;
  return {
    state,
    id: match[1] ?? '',
    account: shared(match[2] ?? ''),
    begun: parseInt(match[3] ?? '', 36),
    since: parseInt(match[4] ?? '', 36),
    due: parseInt(match[5] ?? '', 36),
    attempts: Number(match[6]),
    repeats: Number(match[7]),
    urgent: match[8] !== undefined,
    bodyless: match[9] !== undefined,
    erased: match[10] !== undefined,
    claim: match[11] ?? '',
  };
}

/** The same string for all messages of an account: thousands of copies would take a megabyte. */
function shared(account: string): string {
  const known = accounts.get(account);
  if (known === undefined) accounts.set(account, account);
  return known ?? account;
}

const accounts = new Map<string, string>();

function stamp(time: number): string {
  return Math.max(0, Math.round(time)).toString(36);
}
