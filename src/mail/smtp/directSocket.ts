import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { unlessAborted } from '../../system/within';
import { coded } from './connection';

/** A server to connect to without a proxy. */
export interface Direct {
  readonly host: string;
  readonly port: number;
  /** Milliseconds to find its addresses. */
  readonly lookupMs: number;
  /** Milliseconds to connect to one of them. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with the addresses of its name. */
  readonly onResolved?: (addresses: readonly string[]) => void;
}

/** Milliseconds for an address while the other family is still to be tried; one often does not work (RFC 8305). */
const familyMs = 1_000;

/**
 * A TCP connection to a server. Its name is looked up anew each time, by the system: with the hosts file, and whatever
 * else counts for the other programs of this computer. Every address is tried. Rejects with the system's error:
 * `ENOTFOUND`, `EAI_AGAIN`, `ECONNREFUSED`, `ETIMEDOUT` …, or `EABORT`.
 */
export async function directSocket(direct: Direct): Promise<Socket> {
  const { host, port, lookupMs, timeoutMs, signal, onResolved } = direct;
  const found =
    isIP(host) === 0
      ? await bounded(lookup(host, { all: true }), lookupMs, 'EAI_AGAIN', signal)
      : [{ address: host, family: isIP(host) }];
  onResolved?.(found.map(({ address }) => address));
  const isMixed = new Set(found.map(({ family }) => family)).size > 1;
  const share = Math.max(Math.floor(timeoutMs / found.length), familyMs);
  const socket = connect({
    host,
    port,
    noDelay: true,
    autoSelectFamily: found.length > 1,
    autoSelectFamilyAttemptTimeout: isMixed ? Math.min(share, familyMs) : share,
    lookup: giving(found),
  });
  const connected = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.on('error', (error) => reject(mostTelling(error)));
  });
  try {
    return await bounded(connected, timeoutMs, 'ETIMEDOUT', signal);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A lookup that answers with these addresses, in the form that is asked for. */
function giving(found: readonly LookupAddress[]): LookupFunction {
  return (_host, { all = false }, callback) => {
    const [first] = found;
    if (all) callback(null, [...found]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** Errors of a way that does not exist on this computer say less than those of one that was tried. */
const noWay = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTUNREACH', 'EAFNOSUPPORT']);

/** One error for several addresses. */
function mostTelling(error: Error): Error {
  const all = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  return all.find(({ code = '' }) => !noWay.has(code)) ?? all[0] ?? error;
}

/** What a promise gives in time. Rejects with this code after so many milliseconds, and with EABORT when aborted. */
async function bounded<Value>(
  promise: Promise<Value>,
  milliseconds: number,
  code: string,
  signal: AbortSignal,
): Promise<Value> {
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await unlessAborted(promise, AbortSignal.any([signal, late]));
  } catch (error) {
    if (signal.aborted) throw coded('Aborted', 'EABORT');
    throw late.aborted ? coded('No answer in time', code) : error;
  }
}
