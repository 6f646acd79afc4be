// What becomes of a mail after each fault of a server. Written down from the retry schedule and docs/providers.md,
// by hand: nothing here asks the code under test.
import type { Fault, FaultDeed, FaultPlace } from './scriptedFault';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Where a mail stands after an attempt. `wait`: until it is tried again by itself, in milliseconds. */
export interface Fate {
  readonly state: 'queued' | 'parked' | 'dead' | 'inDoubt' | 'sent';
  readonly wait: number | undefined;
  /** Nothing else of the account is tried meanwhile. */
  readonly isHeld: boolean;
}

/** Tried again after the first wait of the plan, a minute, 20 % more or less. */
const again = (isHeld: boolean, random: number): Fate => ({
  state: 'queued',
  wait: minute * (1 + 0.2 * (2 * random - 1)),
  isHeld,
});
/** What the server wants at least, and up to 20 % more but never more than half an hour. */
const notBefore = (wait: number, isHeld: boolean, random: number): Fate => ({
  state: 'queued',
  wait: wait + random * Math.min(0.2 * wait, hour / 2),
  isHeld,
});
const parked: Fate = { state: 'parked', wait: undefined, isHeld: true };
const dead: Fate = { state: 'dead', wait: undefined, isHeld: false };
const inDoubt: Fate = { state: 'inDoubt', wait: 10 * minute, isHeld: false };
const sent: Fate = { state: 'sent', wait: undefined, isHeld: false };

/**
 * `m`: this mail waits. `a`: the account waits. The number: after so many minutes (1 is the first of the plan). `P`: parked
 * until somebody mends the account, which is held. `D`: given up. `?`: in doubt. `ok`: sent. More than one where the network
 * may lose the last words of the server.
 */
const table: Readonly<Record<FaultPlace, readonly [lost: string, no4: string, no5: string, yesAndGone: string]>> = {
  //         close, reset or silence; 4xx or 421; 5xx; says yes and is gone
  greeting: ['a1', 'a5', 'a60', 'a1'],
  EHLO: ['a1', 'a5', 'P', 'a1'],
  STARTTLS: ['a1', 'a5', 'P', 'a1'],
  TLS: ['a1', '', '', ''],
  EHLO2: ['a1', 'a5', 'P', 'a1'],
  AUTH: ['a1', 'a5', 'P', 'a1 m1'],
  MAIL: ['m1', 'm5', 'P', 'm1'],
  RCPT: ['m1', 'm5', 'D', 'm1'],
  DATA: ['m1', 'm5', 'D', 'm1 ?'],
  last: ['?', 'm5', 'D', 'ok ?'],
};

/** With CHUNKING the body goes out with the envelope: whoever is gone then may have it. */
const chunked: typeof table = {
  ...table,
  AUTH: ['a1', 'a5', 'P', 'a1 m1 ?'],
  MAIL: ['?', 'm5', 'P', '?'],
  RCPT: ['?', 'm5', 'D', '?'],
};

const columns: Readonly<Record<FaultDeed, 0 | 1 | 2 | 3>> = {
  close: 0,
  reset: 0,
  silence: 0,
  '4xx': 1,
  '421': 1,
  '5xx': 2,
  okClose: 3,
  okReset: 3,
};

/** What may become of a mail after the first attempt at a server with this fault. @param random what the outbox drew */
export function fatesAfter({ handover, place, deed }: Fault, random: number): readonly Fate[] {
  const words = (handover === 'chunked' ? chunked : table)[place][columns[deed]];
  return words.split(' ').map((word) => fateCalled(word, random));
}

/**
 * The same where a mail had gone over the connection before: one that says nothing of the next mail was idle for too long,
 * and another one takes its place, unless the body is out. @param lasts that one meets the same fault
 */
export function fatesOverReused(fault: Fault, lasts: boolean, random: number): readonly Fate[] {
  const { handover, place, deed } = fault;
  const usual = fatesAfter(fault, random);
  const anew = lasts ? usual : [sent];
  if (handover === 'chunked') return usual;
  if (place === 'MAIL' && ['close', 'reset', 'silence', '421'].includes(deed)) return anew;
  // A reset overtakes what was said before it, here the reply to MAIL.
  const isTogether = handover === 'pipelined' && (deed === 'reset' || deed === 'okReset') && place !== 'last';
  return isTogether || (place === 'MAIL' && deed === 'okReset') ? [...usual, ...anew] : usual;
}

/** The moments of AUTH LOGIN: the reply to it, to the user name and to the password. */
export const loginPlaces = ['LOGIN', 'user', 'password'] as const;
export type LoginPlace = (typeof loginPlaces)[number];

/** What may become of a mail whose sign-in with AUTH LOGIN meets this; in the words of the table above. */
export function fatesOfLogin(place: LoginPlace, deed: FaultDeed, isChunked: boolean, random: number): readonly Fate[] {
  const yesAndGone = place === 'password' ? `a1 m1${isChunked ? ' ?' : ''}` : 'a1';
  const words = ['a1', 'a5', 'P', yesAndGone][columns[deed]] ?? '';
  return words.split(' ').map((word) => fateCalled(word, random));
}

/** Single replies that mean more than their code, and what providers want to happen after them. */
export const tellingReplies: readonly (readonly [FaultPlace, reply: string, word: string])[] = [
  ['greeting', '554 5.7.1 your address is listed', 'a60'],
  ['greeting', '421 4.7.0 too many connections', 'a5'],
  ['AUTH', '454 4.7.0 Too many login attempts, please try again later', 'a30'],
  ['AUTH', '535 5.7.8 Username and Password not accepted', 'P'],
  ['AUTH', '534 5.7.9 Application-specific password required', 'P'],
  ['AUTH', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled', 'P'],
  ['AUTH', '550 5.7.30 Basic authentication is not supported for Client Submission', 'P'],
  ['MAIL', '530 5.7.0 Authentication required', 'P'],
  ['MAIL', '550 5.7.60 client does not have permissions to send as this sender', 'P'],
  ['MAIL', '550 5.4.5 Daily user sending limit exceeded', 'a1440'],
  ['MAIL', '552 5.3.4 Message size exceeds fixed limit', 'D'],
  ['MAIL', '503 5.5.1 bad sequence', 'm5'],
  ['RCPT', '450 4.2.1 The user is receiving mail too quickly', 'm5'],
  ['RCPT', '451 4.7.1 Greylisted', 'm5'],
  ['RCPT', '452 4.2.2 mailbox full', 'm30'],
  ['RCPT', '550 5.1.1 no such user', 'D'],
  ['RCPT', '550 5.4.5 Daily user sending limit exceeded', 'a1440'],
  ['last', '451 4.3.0 not now', 'm5'],
  ['last', '550 5.4.5 Daily user sending limit exceeded', 'a1440'],
  ['last', '552 5.2.2 mailbox full', 'm30'],
  ['last', '552 5.7.0 looks like spam', 'D'],
  ['last', '554 5.7.1 looks like spam', 'D'],
];

export function fateCalled(word: string, random: number): Fate {
  switch (word) {
    case 'P':
      return parked;
    case 'D':
      return dead;
    case '?':
      return inDoubt;
    case 'ok':
      return sent;
  }
  const minutes = Number(word.slice(1));
  const isHeld = word.startsWith('a');
  return minutes === 1 ? again(isHeld, random) : notBefore(minutes * minute, isHeld, random);
}

/** How long a mail is tried again after each failure in a row, in milliseconds, before the jitter. */
export const schedule = [1, 5, 15, 30, 60, 120, 240, 240].map((minutes) => minutes * minute);
/** After so long it is given up. */
export const lifetime = day;
