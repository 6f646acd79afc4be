import { connect, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Account } from '../../model/account/account';
import { domainOf } from '../../model/account/address';
import { isLoopback } from '../../model/account/hostName';
import type { Clock } from '../../model/clock';
import type { Area, DeliveryReport, DeliveryRow } from '../../model/lookup/deliveryReport';
import { type DnsAnswer, isNullMx, type MailExchange } from '../../model/lookup/dnsAnswer';
import { providerOfMx, providerOfSmtp, site } from '../../model/lookup/knownHosts';
import { receivingRow, replyAddressRow, replyMxRow } from '../../model/lookup/replyRows';
import { type DkimKey, dkimRow, dmarcRecords, dmarcRow, senderMxRow, spfRow } from '../../model/lookup/senderRows';
import type { Probed, ServerPlace } from '../../model/lookup/serverFacts';
import { connectionRow, hostRow, limitRow, serverRows } from '../../model/lookup/serverRows';
import type { Preset } from '../../model/provider/preset';
import { trustFor } from '../smtp/smtpOptions';
import { type Dns, DnsSilence } from './dns';
import { probe } from './serverProbe';

/** Whether a port accepts a connection, which is closed at once without a word. Never rejects. */
export function isOpen(address: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answer);
    };
    const giveUp = (): void => settle(false);
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => settle(true));
    socket.on('error', giveUp);
    if (signal.aborted) giveUp();
  });
}

export interface DeliveryCheckParts {
  readonly dns: Dns;
  readonly clock: Clock;
  /** PEM certificates to trust in addition to those of this computer. */
  readonly ca?: readonly string[];
  /** Milliseconds for one server, and for the whole check. */
  readonly timeoutMs?: number;
  readonly total?: number;
  /** Ports to try if the account's port is blocked, and the port for mail from other servers; tests use others. */
  readonly alternatives?: readonly Omit<ServerPlace, 'host'>[];
  readonly receivingPort?: number;
}

const usual = {
  ca: [],
  timeoutMs: 8_000,
  total: 40_000,
  receivingPort: 25,
  alternatives: [
    { port: 465, security: 'implicitTls' },
    { port: 587, security: 'startTls' },
    { port: 2525, security: 'startTls' },
  ] as const,
};

/** DKIM selectors in common use (RFC 6376 section 3.1 leaves the choice to the domain). */
const usualSelectors = ['default', 'dkim', 'mail', 'google', 'selector1', 'selector2', 's1', 's2', 'k1', 'k2', 'smtp'];

type Answers<Value> = Promise<DnsAnswer<Value>>;

/**
 * Checks what decides whether mails of an account arrive: DNS records of its domains, and its server. Does not sign in
 * and sends no mail.
 */
export class DeliveryCheck {
  private readonly parts: DeliveryCheckParts & typeof usual;

  constructor(parts: DeliveryCheckParts) {
    this.parts = { ...usual, ...parts } as DeliveryCheckParts & typeof usual;
  }

  /**
   * Never rejects. Rows are reported in a fixed order, each group as soon as the previous ones are there.
   * @param preset of the account's provider
   * @param onReport called with the whole report whenever rows are added
   */
  async check(
    account: Account,
    preset: Preset | undefined,
    onReport: (report: DeliveryReport) => void,
    signal: AbortSignal,
  ): Promise<DeliveryReport> {
    const senderDomain = ascii(account.fromAddress);
    const replyDomain = ascii(account.replyTo || account.fromAddress);
    const server = `${account.host}:${String(account.port)}`;
    const at = this.parts.clock.now();
    let report: DeliveryReport = { senderDomain, replyDomain, server, at, state: 'running', rows: [] };
    const ending = AbortSignal.any([signal, AbortSignal.timeout(this.parts.total)]);
    const groups: Record<Area, Promise<readonly DeliveryRow[]>> = {
      sender: this.sender(senderDomain, account, ending),
      replies: this.replies(replyDomain, ending),
      server: this.server(account, preset, ending),
    };
    onReport(report);
    for (const group of [groups.sender, groups.replies, groups.server]) {
      const rows = await group;
      if (signal.aborted) break;
      report = { ...report, rows: [...report.rows, ...rows] };
      onReport(report);
    }
    await Promise.allSettled(Object.values(groups));
    return { ...report, state: signal.aborted ? 'cancelled' : 'done' };
  }

  private async sender(domain: string, { host }: Account, signal: AbortSignal): Promise<readonly DeliveryRow[]> {
    const { dns } = this.parts;
    const [mx, own, texts, server, dmarc] = await Promise.all([
      this.ask(signal, () => dns.mx(domain, signal)),
      this.addresses(domain, signal),
      this.ask(signal, () => dns.txt(domain, signal)),
      this.addresses(host, signal),
      this.dmarc(domain, signal),
    ]);
    const provider = providerOfSmtp(host) ?? providerOfMx(first(mx)?.exchange ?? '');
    const selectors = [...new Set([...(provider?.selectors ?? []), ...usualSelectors])];
    const keys = await this.dkim(domain, selectors, signal);
    return [
      senderMxRow(domain, mx, own.state === 'known' ? own.records.length > 0 : undefined),
      spfRow(domain, texts, { host, addresses: known(server), spf: provider?.spf ?? [] }),
      dkimRow(domain, keys, selectors),
      dmarcRow(domain, dmarc.answer, dmarc.from),
    ];
  }

  /** The record of a domain, or that of its organizational domain (RFC 7489 section 6.6.3). */
  private async dmarc(domain: string, signal: AbortSignal): Promise<{ answer: DnsAnswer<string>; from: string }> {
    const ask = (from: string): Answers<string> => this.ask(signal, () => this.parts.dns.txt(`_dmarc.${from}`, signal));
    const answer = await ask(domain);
    const above = site(domain);
    const isThere = answer.state === 'silent' || dmarcRecords(answer.records).length > 0;
    return isThere || above === domain ? { answer, from: domain } : { answer: await ask(above), from: above };
  }

  private async dkim(domain: string, selectors: readonly string[], signal: AbortSignal): Answers<DkimKey> {
    const asked = await Promise.all(
      selectors.map(async (selector) => {
        const name = `${selector}._domainkey.${domain}`;
        const answer = await this.ask(signal, () => this.parts.dns.txt(name, signal));
        return { selector, answer };
      }),
    );
    const records = asked.flatMap(({ selector, answer }) => known(answer).map((record) => ({ selector, record })));
    const silent = asked.map(({ answer }) => answer).find((answer) => answer.state === 'silent');
    return silent?.state === 'silent' && records.length === 0 ? silent : { state: 'known', records };
  }

  private async replies(domain: string, signal: AbortSignal): Promise<readonly DeliveryRow[]> {
    const { dns, receivingPort, timeoutMs } = this.parts;
    const [mx, addresses] = await Promise.all([
      this.ask<MailExchange>(signal, () => dns.mx(domain, signal)),
      this.addresses(domain, signal),
    ]);
    const rows = [replyAddressRow(domain, addresses, known(mx).length > 0), replyMxRow(domain, mx)];
    const exchange = isNullMx(known(mx)) ? undefined : first(mx)?.exchange;
    if (exchange === undefined || isLoopback(exchange)) return rows;
    // Only the domain was typed: its records do not lead to this computer.
    const outer = await this.ask(signal, () => dns.outerAddresses(exchange, signal));
    const address = first(outer)?.address;
    const reached = address !== undefined && (await isOpen(address, receivingPort, timeoutMs, signal));
    return [...rows, receivingRow(exchange, reached, receivingPort)];
  }

  private async server(
    account: Account,
    preset: Preset | undefined,
    signal: AbortSignal,
  ): Promise<readonly DeliveryRow[]> {
    const { host, port, security } = account;
    const { clock } = this.parts;
    const place = { host, port, security };
    const addresses = await this.addresses(host, signal);
    const few = ofEachFamily(known(addresses));
    const probed = await Promise.all(few.map((address) => this.probe(place, address, account, signal)));
    const good = probed.find((one) => one.ok);
    const alternatives = good === undefined ? await this.otherPorts(account, few, signal) : [];
    const { label = '', mailsPerDay } = preset ?? {};
    return [
      ...(isIP(host) === 0 ? [hostRow(host, addresses)] : []),
      ...few.flatMap((address, index) => {
        const one = probed[index];
        return one === undefined
          ? []
          : [connectionRow(place, address, one, { works: good !== undefined, alternatives })];
      }),
      ...(good?.ok === true ? serverRows(account, good.facts, clock.now()) : []),
      ...(mailsPerDay === undefined ? [] : [limitRow(label, mailsPerDay)]),
    ];
  }

  /** The other ports at which a host that cannot be reached as configured answers with a valid certificate. */
  private async otherPorts(
    account: Account,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ServerPlace[]> {
    const [address] = addresses;
    if (address === undefined) return [];
    const { host, port, security } = account;
    const others = this.parts.alternatives
      .map((one) => ({ host, ...one }))
      .filter((one) => one.port !== port || one.security !== security);
    const probed = await Promise.all(others.map((one) => this.probe(one, address, account, signal)));
    return others.filter((_, index) => {
      const one = probed[index];
      return one?.ok === true && one.facts.tls?.trouble === '';
    });
  }

  private probe(place: ServerPlace, address: string, account: Account, signal: AbortSignal): Promise<Probed> {
    const { ca, timeoutMs } = this.parts;
    const name = account.ehloDomain === '' ? {} : { name: account.ehloDomain };
    return probe(place, address, { trust: trustFor(account, ca), timeoutMs, signal, ...name });
  }

  private addresses(host: string, signal: AbortSignal): Answers<string> {
    return this.ask(signal, async () => {
      const found = await this.parts.dns.addresses(host, signal);
      return found.map(({ address }) => address);
    });
  }

  private async ask<Value>(signal: AbortSignal, question: () => Promise<readonly Value[]>): Answers<Value> {
    try {
      return { state: 'known', records: await question() };
    } catch (error) {
      const code = error instanceof DnsSilence ? error.code : signal.aborted ? 'ETIMEOUT' : String(error);
      return { state: 'silent', code };
    }
  }
}

function ascii(address: string): string {
  return domainToASCII(domainOf(address)) || domainOf(address);
}

function known<Value>(answer: DnsAnswer<Value>): readonly Value[] {
  return answer.state === 'known' ? answer.records : [];
}

function first<Value>(answer: DnsAnswer<Value>): Value | undefined {
  return known(answer)[0];
}

/** Two addresses of each family: enough to see whether one family does not work here. */
function ofEachFamily(addresses: readonly string[]): readonly string[] {
  const six = addresses.filter((address) => isIP(address) === 6);
  return [...addresses.filter((address) => isIP(address) === 4).slice(0, 2), ...six.slice(0, 2)];
}
