// What becomes of a mail after each server fault. Written by hand from the retry schedule and
// docs/providers.md, independently of the code under test.
import type { Fault, FaultDeed, FaultPlace } from './scriptedFault';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The state of a mail after an attempt. `wait`: milliseconds until it is retried automatically. */
export interface Fate {
  readonly state: 'queued' | 'parked' | 'dead' | 'inDoubt' | 'sent';
  readonly wait: number | undefined;
  /** No other mail of the account is tried meanwhile. */
  readonly isHeld: boolean;
}

/** Retried after the first wait of the schedule, a minute, 20 % more or less. */
const again = (isHeld: boolean, random: number): Fate => ({
  state: 'queued',
  wait: minute * (1 + 0.2 * (2 * random - 1)),
  isHeld,
});
/** At least the wait that the server asks for, plus up to 20 %, at most half an hour. */
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
 * `m`: this mail waits. `a`: the account waits. The number: for so many minutes (1 is the first of the schedule). `P`:
 * parked until the account, which is held, is fixed. `D`: given up. `?`: in doubt. `ok`: sent. More than one if the
 * network may lose the server's last words.
 */
const table: Readonly<Record<FaultPlace, readonly [lost: string, no4: string, no5: string, yesAndGone: string]>> = {
  //         close, reset or silence; 4xx or 421; 5xx; says yes and disconnects
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

/** With CHUNKING the body goes out with the envelope: a server that disconnects then may have it. */
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

/** What may become of a mail after its first attempt at a server with this fault. @param random what the outbox drew */
export function fatesAfter({ handover, place, deed }: Fault, random: number): readonly Fate[] {
  const words = (handover === 'chunked' ? chunked : table)[place][columns[deed]];
  return words.split(' ').map((word) => fateCalled(word, random));
}

/**
 * The same over a connection that has sent a mail: if it fails without an answer to the next one, it was idle for too
 * long and is replaced, unless the body is out. @param lasts the new connection meets the same fault
 */
export function fatesOverReused(fault: Fault, lasts: boolean, random: number): readonly Fate[] {
  const { handover, place, deed } = fault;
  const usual = fatesAfter(fault, random);
  const anew = lasts ? usual : [sent];
  if (handover === 'chunked') return usual;
  if (place === 'MAIL' && ['close', 'reset', 'silence', '421'].includes(deed)) return anew;
  // A reset overtakes earlier replies, here the one to MAIL.
  const isTogether = handover === 'pipelined' && (deed === 'reset' || deed === 'okReset') && place !== 'last';
  return isTogether || (place === 'MAIL' && deed === 'okReset') ? [...usual, ...anew] : usual;
}

/** The moments of AUTH LOGIN: the reply to it, to the user name and to the password. */
export const loginPlaces = ['LOGIN', 'user', 'password'] as const;
export type LoginPlace = (typeof loginPlaces)[number];

/** What may become of a mail whose AUTH LOGIN meets this fault. */
export function fatesOfLogin(place: LoginPlace, deed: FaultDeed, isChunked: boolean, random: number): readonly Fate[] {
  const yesAndGone = place === 'password' ? `a1 m1${isChunked ? ' ?' : ''}` : 'a1';
  const words = ['a1', 'a5', 'P', yesAndGone][columns[deed]] ?? '';
  return words.split(' ').map((word) => fateCalled(word, random));
}

/** Replies that mean more than their code, and what providers expect after them. */
export const tellingReplies: readonly (readonly [FaultPlace, reply: string, word: string])[] = [
  ['greeting', '554 5.7.1 your address is listed', 'a60'],
  ['greeting', '421 4.7.0 too many connections', 'a5'],
  ['AUTH', '454 4.7.0 Too many login attempts, please try again later', 'a30'],
  ['AUTH', '535 5.7.8 Username and Password not accepted', 'P'],
  ['AUTH', '534 5.7.9 Application-specific password required', 'P'],
  ['AUTH', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled', 'P'],
  ['AUTH', '550 5.7.30 Basic authentication is not supported for Client Submission', 'P'],
  ['AUTH', '454 4.7.0 invalid username or password', 'P'],
  ['AUTH', '454 4.7.0 Temporary authentication failure: Connection lost to authentication server', 'a5'],
  ['AUTH', '451 Authentication failed: Maximum credits exceeded', 'a1440'],
  ['MAIL', '530 5.7.0 Authentication required', 'P'],
  ['MAIL', '550 5.7.0 Requested action not taken: too many emails per second', 'm5'],
  ['RCPT', '550 Domain example.com has exceeded the max emails per hour (150/150 (100%)) allowed', 'm5'],
  ['RCPT', '554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org', 'a60'],
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
  ['last', '550 5.7.0 Requested action not taken: too many emails per second', 'm5'],
  ['last', '550 5.4.6 Unusual sending activity detected', 'P'],
  ['last', '550 5.1.8 Access denied, bad outbound sender', 'P'],
  ['last', '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied', 'P'],
  ['last', '421 Domain sandbox1.mailgun.org is not allowed to send: Free accounts are for test purposes only', 'P'],
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

/** Milliseconds until the next attempt after each failure in a row, before the jitter. */
export const schedule = [1, 5, 15, 30, 60, 120, 240, 240].map((minutes) => minutes * minute);
/** Milliseconds after which a mail is given up. */
export const lifetime = day;
