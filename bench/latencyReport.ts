import { table, type Finding } from './benchReport';
import { median, slope } from './series';

/** For each way its times in milliseconds, by the round-trip time of the way to the server. */
export type Measured = Map<string, Map<number, number[]>>;

/** Rounds for each round-trip time in milliseconds. */
export type Plan = readonly (readonly [roundTrip: number, rounds: number])[];

const stock = 'nodemailer, fresh';

export function rows(measured: Measured, plan: Plan): string[] {
  const roundTrips = plan.map(([roundTrip]) => roundTrip);
  const far = roundTrips.filter((one) => one > 0);
  const shown = far.length > 0 ? far : roundTrips;
  const names = [...measured.keys()].sort((one, other) => one.localeCompare(other));
  const within = far.length > 0 ? ['round trips', 'x nodemailer fresh, 20–100 ms'] : ['x nodemailer fresh'];
  const body = names.map((name) => {
    const ratios = shown.map((one) => timeOf(measured, name, one) / timeOf(measured, stock, one));
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)) as [
      string,
      string,
    ];
    return [
      name,
      ...roundTrips.map((one) => timeOf(measured, name, one).toFixed(1)),
      ...(far.length > 0 ? [tripsOf(measured, name).toFixed(2), `${least}–${most}`] : [least]),
    ];
  });
  return table([['', ...roundTrips.map((one) => `${String(one)} ms`), ...within], ...body]);
}

/** What the targets say of a server with or without CHUNKING. */
export function findingsAt(security: 'startTls' | 'implicitTls', chunking: boolean, measured: Measured): Finding[] {
  const server = `${security}${chunking ? ', CHUNKING offered' : ''}`;
  const far = roundTripsOf(measured);
  const ahead = tripsOf(measured, 'ours, opened ahead');
  const resumed = tripsOf(measured, 'ours, fresh, session resumed');
  const peer = `nodemailer ${tripsOf(measured, stock).toFixed(2)}`;
  const ratio = Math.max(
    ...far.map((one) => timeOf(measured, 'ours, opened ahead', one) / timeOf(measured, stock, one)),
  );
  const maxAhead = chunking ? 1.1 : 2.1;
  const floor = (chunking ? 1 : 2) / (security === 'startTls' ? 9 : 7);
  const maxFresh = (security === 'startTls' ? 9.1 : 7.1) - (chunking ? 1 : 0);
  return [
    {
      what: `run ended → 250, connection opened ahead: ${server}`,
      target: `≤ ${maxAhead.toFixed(1)} round trips`,
      peers: peer,
      measured: ahead.toFixed(2),
      isMet: ahead <= maxAhead,
    },
    {
      what: `the same, at 20–100 ms: ${server}`,
      target: '≤ 0.25x of stock nodemailer fresh',
      peers: `1x; ${floor.toFixed(2)}x is the least the protocol allows`,
      measured: `≤ ${ratio.toFixed(2)}x`,
      isMet: ratio <= 0.25,
    },
    {
      what: `fresh send, session resumed: ${server}`,
      target: `≤ ${maxFresh.toFixed(1)} round trips`,
      peers: peer,
      measured: resumed.toFixed(2),
      isMet: resumed <= maxFresh,
    },
  ];
}

/** What the target says of a real Postfix without delay. @param measured empty where there is none */
export function stallAt(security: string, measured: Measured): Finding {
  const rest = {
    what: `fresh send to real Postfix at 0 ms, session resumed: ${security}`,
    target: '≤ 0.2x of stock nodemailer: no stall of 40 ms',
    peers: '1x',
  };
  if (measured.size === 0) return { ...rest, measured: 'no Postfix here', isMet: undefined };
  const own = timeOf(measured, 'ours, fresh, session resumed', 0);
  const peer = timeOf(measured, stock, 0);
  return {
    ...rest,
    peers: `nodemailer ${peer.toFixed(1)} ms`,
    measured: `${(own / peer).toFixed(2)}x (${own.toFixed(1)} ms)`,
    isMet: own / peer <= 0.2,
  };
}

function timeOf(measured: Measured, name: string, roundTrip: number): number {
  return median(measured.get(name)?.get(roundTrip) ?? []);
}

function roundTripsOf(measured: Measured): number[] {
  return [...(measured.get(stock)?.keys() ?? [])].filter((one) => one > 0);
}

function tripsOf(measured: Measured, name: string): number {
  return slope(roundTripsOf(measured).map((one) => [one, timeOf(measured, name, one)]));
}
