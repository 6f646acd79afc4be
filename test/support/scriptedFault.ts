import type { FailureCause } from '../../src/model/failure/failure';
import type { Security } from '../../src/model/account/security';
import type { Step } from '../../src/model/failure/attempt';
import type { Moment, Reply, Script } from './scriptedSmtpServer';

/**
 * Where a server goes wrong. `EHLO2` is the EHLO after STARTTLS, `last` the reply to the body.
 */
export const faultPlaces = [
  'greeting',
  'EHLO',
  'STARTTLS',
  'TLS',
  'EHLO2',
  'AUTH',
  'MAIL',
  'RCPT',
  'DATA',
  'last',
] as const;
export type FaultPlace = (typeof faultPlaces)[number];

/** What it does there. `okClose` and `okReset`: it says yes, and disconnects. */
export const faultDeeds = ['close', 'reset', 'silence', '4xx', '421', '5xx', 'okClose', 'okReset'] as const;
export type FaultDeed = (typeof faultDeeds)[number];

/** How envelope and body come: one after the other, envelope in one go (RFC 2920), both in one go (RFC 3030). */
export const handovers = ['stepwise', 'pipelined', 'chunked'] as const;
export type Handover = (typeof handovers)[number];

export interface Fault {
  readonly security: Security;
  readonly handover: Handover;
  readonly place: FaultPlace;
  readonly deed: FaultDeed;
}

/**
 * How a send may end: `ok`, or one of these causes. More than one if the network may lose the server's last words.
 */
export interface Outcome {
  readonly ends: readonly ('ok' | FailureCause)[];
  /** The step it ends at; `undefined` if several are possible. */
  readonly step: Step | undefined;
}

export function isPossible({ security, handover, place, deed }: Fault): boolean {
  if ((place === 'STARTTLS' || place === 'EHLO2') && security !== 'startTls') return false;
  if (place === 'TLS') return security !== 'none' && ['close', 'reset', 'silence'].includes(deed);
  return !(place === 'DATA' && handover === 'chunked');
}

const yes: Readonly<Record<FaultPlace, string>> = {
  greeting: '220 test ESMTP',
  EHLO: '',
  STARTTLS: '220 go',
  TLS: '',
  EHLO2: '',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  last: '250 2.0.0 queued as 4F2',
};

/** The script of a server without any fault. */
export function soundScript(security: Security, handover: Handover, signIns = 'PLAIN'): Script {
  const { plain, offer } = greetings(security, handover, signIns);
  return {
    // Before STARTTLS and after it, at each connection.
    EHLO: (_line, count) => (security === 'startTls' && count % 2 === 0 ? plain : offer),
    STARTTLS: ['220 go', 'startTls'],
  };
}

/** Its replies to EHLO: the one before STARTTLS, if it uses that, and the final one. */
function greetings(
  security: Security,
  handover: Handover,
  signIns = 'PLAIN',
): { readonly plain: string; readonly offer: string } {
  const extensions = { stepwise: '', pipelined: '250-PIPELINING\n', chunked: '250-PIPELINING\n250-CHUNKING\n' };
  return {
    plain: security === 'startTls' ? '250-test\n250 STARTTLS' : '',
    offer: `250-test\n${extensions[handover]}250 AUTH ${signIns}`,
  };
}

/** The script of a server with this fault. After a refusal it answers later commands as real servers do. */
export function faultScript({ security, handover, place, deed }: Fault): Script {
  const { plain, offer } = greetings(security, handover);
  const said = place === 'EHLO' ? plain || offer : place === 'EHLO2' ? offer : yes[place];
  const replies: Record<FaultDeed, Reply> = {
    close: 'close',
    reset: 'reset',
    silence: 'silence',
    '4xx': place === 'STARTTLS' ? '454 4.7.0 not now' : '451 4.3.0 not now',
    '421': ['421 4.3.2 closing', 'close'],
    '5xx': '554 5.0.0 no',
    okClose: [said, 'close'],
    okReset: [said, 'reset'],
  };
  const reply = replies[deed];
  const isRefusal = deed === '4xx' || deed === '5xx';
  const ehlo = (count: number): Reply => {
    if (security !== 'startTls') return place === 'EHLO' ? reply : offer;
    if (count === 0) return place === 'EHLO' ? reply : plain;
    return place === 'EHLO2' ? reply : offer;
  };
  const moments: Partial<Record<FaultPlace, Moment>> = { last: handover === 'chunked' ? 'BDAT' : 'body' };
  return {
    EHLO: (_line, count) => ehlo(count),
    STARTTLS: ['220 go', 'startTls'],
    ...(isRefusal && place === 'MAIL' ? { RCPT: '503 5.5.1 no', DATA: '503 5.5.1 no', BDAT: '503 5.5.1 no' } : {}),
    ...(isRefusal && place === 'RCPT' ? { DATA: '554 5.5.1 nobody', BDAT: '554 5.5.1 nobody' } : {}),
    ...(place === 'EHLO' || place === 'EHLO2' ? {} : { [moments[place] ?? place]: reply }),
  };
}

/**
 * The same for a server that fails at the second mail only. @param lasts it goes on failing, over new connections too
 */
export function reuseScript(fault: Fault, lasts: boolean): Script {
  const faulty = faultScript(fault);
  const usual = { MAIL: yes.MAIL, RCPT: yes.RCPT, DATA: yes.DATA, body: yes.last, BDAT: yes.last } as const;
  const script: Script = { ...soundScript(fault.security, fault.handover) };
  for (const moment of Object.keys(usual) as (keyof typeof usual)[]) {
    const reply = faulty[moment];
    if (reply === undefined || typeof reply === 'function') continue;
    script[moment] = (_line, count) => (count === 1 || (lasts && count > 0) ? reply : usual[moment]);
  }
  return script;
}

const stepOf: Readonly<Record<FaultPlace, Step>> = {
  greeting: 'connect',
  EHLO: 'signIn',
  STARTTLS: 'tls',
  TLS: 'tls',
  EHLO2: 'signIn',
  AUTH: 'signIn',
  MAIL: 'sender',
  RCPT: 'recipients',
  DATA: 'recipients',
  last: 'accepted',
};

/**
 * How a send over a new connection ends. Written from RFC 5321 and from what users should see, not from the code.
 */
export function faultOutcome(fault: Fault): Outcome {
  const { security, handover, place, deed } = fault;
  if (deed === 'okClose' || deed === 'okReset') return { ends: lateEnds(fault), step: undefined };
  // A reset overtakes the replies to commands that went out together.
  const isTogether = handover !== 'stepwise' && ['MAIL', 'RCPT', 'DATA', 'last'].includes(place);
  if (deed === 'reset' && isTogether) return { ends: [endOf(fault)], step: undefined };
  const usual = stepOf[place];
  const step = place === 'greeting' && security === 'implicitTls' ? 'signIn' : usual;
  return { ends: [endOf(fault)], step: place === 'EHLO' && security === 'startTls' ? 'tls' : step };
}

function endOf({ security, handover, place, deed }: Fault): FailureCause {
  const isSent = place === 'last' || (handover === 'chunked' && (place === 'MAIL' || place === 'RCPT'));
  switch (deed) {
    case 'close':
    case 'reset':
      return isSent ? 'inDoubt' : 'connectionLost';
    case 'silence':
      if (isSent) return 'inDoubt';
      return place === 'greeting' || (place === 'TLS' && security === 'implicitTls')
        ? 'greetingTimedOut'
        : 'connectionLost';
    case '4xx':
    case '421':
      return 'busy';
    default:
      return refusedFor(place);
  }
}

function refusedFor(place: FaultPlace): FailureCause {
  switch (place) {
    case 'EHLO':
    case 'EHLO2':
      return 'ehloRefused';
    case 'STARTTLS':
      return 'startTlsMissing';
    case 'AUTH':
      return 'passwordRefused';
    case 'MAIL':
      return 'senderRefused';
    case 'RCPT':
      return 'recipientRefused';
    case 'DATA':
    case 'last':
      return 'contentRefused';
    default:
      return 'busy';
  }
}

/** A reset may overtake the words before it, and a close comes before or after the next command. */
function lateEnds({ handover, place }: Fault): readonly ('ok' | FailureCause)[] {
  if (place === 'last') return ['ok', 'inDoubt'];
  const isSent = handover === 'chunked' && (place === 'MAIL' || place === 'RCPT');
  if (isSent) return ['inDoubt'];
  if (place === 'DATA') return ['inDoubt', 'connectionLost'];
  return place === 'AUTH' && handover === 'chunked' ? ['inDoubt', 'connectionLost'] : ['connectionLost'];
}
