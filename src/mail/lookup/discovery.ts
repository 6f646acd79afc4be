import * as l10n from '@vscode/l10n';
import { domainOf } from '../../model/account/address';
import { bareText } from '../../model/account/bareText';
import { hostIn } from '../../model/account/hostName';
import {
  type FindReport,
  type FindState,
  type FindStep,
  type FoundServer,
  noFindings,
} from '../../model/lookup/discovery';
import { isWithin, type MailHost, providerOfMx } from '../../model/lookup/knownHosts';
import type { ServerPlace } from '../../model/lookup/serverFacts';
import { databaseAddress, fetchAutoconfig, ownAddresses, readAutoconfig } from './autoconfig';
import { checkedServers, guesses, type MailPorts, serviceRecords, type UsualPorts, usualMailPorts } from './candidates';
import { type Dns, DnsSilence } from './dns';

export interface SearchParts {
  readonly dns: Dns;
  /** PEM certificates to trust in addition to those of this computer. */
  readonly ca: readonly string[];
  readonly ports: UsualPorts;
  readonly mailPorts: MailPorts;
  readonly httpsPort: number;
  /** Milliseconds for one server or file. */
  readonly timeoutMs: number;
  /** Milliseconds for the whole search. */
  readonly total: number;
}

/** What to look for. The domain is in ASCII; each part may be empty. */
export interface Subject {
  readonly email: string;
  readonly domain: string;
  /** The host that the user typed. */
  readonly given: string;
}

/** One search, from its first question to its end. */
export class Search {
  private report: FindReport;
  private readonly ending: AbortSignal;
  /** Preferred mail servers of the domain. */
  private exchanges: readonly string[] = [];
  private isDnsSilent = false;

  constructor(
    private readonly parts: SearchParts,
    private readonly subject: Subject,
    private readonly onReport: (report: FindReport) => void,
    private readonly signal: AbortSignal,
  ) {
    const { domain, given } = subject;
    this.report = {
      subject: domain || given,
      email: subject.email,
      progress: noFindings(),
      servers: [],
      outcome: { state: 'running' },
    };
    this.ending = AbortSignal.any([signal, AbortSignal.timeout(parts.total)]);
  }

  async run(): Promise<FindReport> {
    const { domain } = this.subject;
    if (domain === '') for (const step of ['mx', 'srv', 'autoconfig', 'database'] as const) this.show(step, 'skipped');
    else {
      // Both ask the same DNS servers and nothing else.
      await Promise.all([this.step('mx', () => this.mx()), this.step('srv', () => this.srv())]);
      const autoconfig = this.unlessFound('autoconfig', () => this.autoconfig());
      // If DNS is silent, no request leaves, and waiting for each step in turn would only take longer.
      if (!this.isDnsSilent) await autoconfig;
      await Promise.all([autoconfig, this.unlessFound('database', () => this.database())]);
    }
    await this.step('probe', () => this.ask());
    return this.end();
  }

  private async mx(): Promise<void> {
    const { domain } = this.subject;
    const records = await this.parts.dns.mx(domain, this.ending);
    const names = records.map(({ exchange }) => exchange);
    this.exchanges = names.map(hostIn).filter((name) => name !== '');
    const provider = this.exchanges.map(providerOfMx).find((one) => one !== undefined);
    if (provider !== undefined) {
      this.add([this.known(provider)]);
      this.show('mx', 'found', `${provider.label} – ${this.exchanges.slice(0, 2).join(', ')}`);
    } else if (this.exchanges.length > 0) {
      this.show('mx', 'nothing', l10n.t('{0}: no known provider', this.exchanges.slice(0, 2).join(', ')));
    } else if (names.length > 0) this.show('mx', 'nothing', l10n.t('{0} receives no mail at all (null MX)', domain));
    else this.show('mx', 'nothing', l10n.t('no record'));
  }

  private async srv(): Promise<void> {
    const found = await serviceRecords(this.parts, this.subject.domain, this.ending);
    this.add(found.map((place) => this.found(place, 'srv')));
    if (found.length === 0) this.show('srv', 'nothing', l10n.t('no record'));
    else this.show('srv', 'found', placesText(found));
  }

  private async autoconfig(): Promise<void> {
    await this.files('autoconfig', ownAddresses(this.subject.domain));
  }

  /** The database also knows hosters by the domain of their mail servers. */
  private async database(): Promise<void> {
    const [exchange] = this.exchanges;
    const hoster = exchange?.split('.').slice(1).join('.') ?? '';
    const domains = [this.subject.domain, ...(hoster.includes('.') ? [hoster] : [])];
    await this.files('database', domains.map(databaseAddress));
  }

  /** Fetches all files at once; the first in order that names a server counts. */
  private async files(step: FindStep, addresses: readonly string[]): Promise<void> {
    const { dns, ca, httpsPort: port, timeoutMs } = this.parts;
    const parts = { dns, ca, port, timeoutMs };
    const fetched = await Promise.allSettled(addresses.map((one) => fetchAutoconfig(one, parts, this.ending)));
    for (const [index, one] of fetched.entries()) {
      if (one.status === 'rejected' || one.value === undefined) continue;
      const published = await readAutoconfig(one.value, this.subject.email);
      const named = published.filter(({ port }) => this.parts.mailPorts.has(port));
      if (named.length === 0) continue;
      this.add(named.map(({ oauthOnly, username, ...place }) => this.found(place, step, { oauthOnly, username })));
      const { hostname } = new URL(addresses[index] ?? '');
      this.show(step, 'found', `${hostname} – ${placesText(named)}`);
      return;
    }
    const refusal = fetched.find((one) => one.status === 'rejected');
    // A certificate for another name or a closed port: that host publishes nothing.
    if (refusal !== undefined && fetched.every((one) => one.status === 'rejected')) {
      if (refusal.reason instanceof DnsSilence || this.isOver()) throw refusal.reason;
      this.show(step, 'failed', codeOf(refusal.reason));
    } else this.show(step, 'nothing', '');
  }

  private async ask(): Promise<void> {
    const { dns, ca, ports, timeoutMs } = this.parts;
    const { domain, given } = this.subject;
    const known = this.report.servers;
    const isNew = given !== '' && !known.some(({ host }) => host === given);
    const hosts = [
      ...(isNew ? [given] : []),
      ...(known.length > 0 || domain === '' ? [] : [`smtp.${domain}`, `mail.${domain}`, ...this.exchanges.slice(0, 1)]),
    ];
    const tried = guesses(hosts, ports).map((place) => this.found(place, 'probe'));
    const { servers, silence } = await checkedServers([...known, ...tried], { dns, ca, timeoutMs, given }, this.ending);
    // A guessed server is kept if it answered; a server that some source named is always shown, with the result of its
    // check.
    const kept = servers.filter(({ source, check }) => source !== 'probe' || check.state === 'good');
    this.report = { ...this.report, servers: [...kept].sort((one, other) => rank(one) - rank(other)) };
    const good = kept.filter(({ check }) => check.state === 'good');
    const details = [...new Set(servers.map(({ host }) => host))].join(', ');
    if (good.length > 0) this.show('probe', 'found', placesText(good));
    else if (this.isOver()) this.show('probe', 'failed', details);
    else if (silence === servers.length && silence > 0) throw new DnsSilence('ETIMEOUT');
    else this.show('probe', 'nothing', details);
  }

  private async unlessFound(step: FindStep, work: () => Promise<void>): Promise<void> {
    if (this.report.servers.length > 0) this.show(step, 'skipped');
    else await this.step(step, work);
  }

  /** Does one step; the others are tried even if it fails. */
  private async step(step: FindStep, work: () => Promise<void>): Promise<void> {
    if (this.isOver()) return;
    this.show(step, 'running');
    try {
      await work();
    } catch (error) {
      if (this.signal.aborted) return;
      if (error instanceof DnsSilence) this.isDnsSilent = true;
      const words = this.isOver()
        ? l10n.t('It took too long.')
        : error instanceof DnsSilence
          ? l10n.t('DNS does not answer ({0}).', error.code)
          : codeOf(error);
      this.show(step, 'failed', words);
    }
  }

  private show(step: FindStep, state: FindState, detail = ''): void {
    this.report = { ...this.report, progress: { ...this.report.progress, [step]: { state, detail } } };
    if (!this.signal.aborted) this.onReport(this.report);
  }

  private add(servers: readonly FoundServer[]): void {
    const all = [...this.report.servers, ...servers];
    const isFirst = (one: FoundServer, index: number): boolean => all.findIndex((other) => same(one, other)) === index;
    this.report = { ...this.report, servers: all.filter(isFirst) };
  }

  private end(): FindReport {
    const { servers } = this.report;
    const progress = Object.fromEntries(
      Object.entries(this.report.progress).map(([step, now]) => [
        step,
        now.state === 'running' ? { state: 'waiting', detail: '' } : now,
      ]),
    ) as FindReport['progress'];
    const outcome: FindReport['outcome'] = this.signal.aborted
      ? { state: 'cancelled' }
      : servers.length > 0
        ? { state: 'found' }
        : { state: 'nothing', advice: this.advice() };
    this.report = { ...this.report, progress, outcome };
    return this.report;
  }

  private isOver(): boolean {
    return this.ending.aborted;
  }

  private advice(): string {
    return this.isDnsSilent
      ? l10n.t(
          'The DNS does not answer. Check the connection, a VPN or a firewall, name a DNS server in the setting mailWhenDone.dnsServers, or enter the server from the help pages of your provider.',
        )
      : l10n.t(
          'Look for “SMTP” or “outgoing mail” in the help pages of your provider and enter the server by hand, or ask whoever runs the mail of {0}.',
          this.report.subject,
        );
  }

  private known({ host, port, security, label, preset }: MailHost): FoundServer {
    return this.found({ host, port, security }, 'mx', { label, preset });
  }

  private found(place: ServerPlace, source: FindStep, more: Partial<FoundServer> = {}): FoundServer {
    const { domain, email, given } = this.subject;
    return {
      ...place,
      username: email,
      source,
      preset: '',
      label: '',
      // Providers of our own list and hosts that the user typed are trusted.
      outside: source !== 'mx' && place.host !== given && !isWithin(place.host, domain),
      oauthOnly: false,
      check: { state: 'waiting', detail: '' },
      ...more,
    };
  }
}

function rank({ check }: FoundServer): number {
  return check.state === 'bad' ? 1 : 0;
}

function same(one: ServerPlace, other: ServerPlace): boolean {
  return one.host === other.host && one.port === other.port;
}

function placesText(places: readonly ServerPlace[]): string {
  return places.map(({ host, port }) => `${host}:${String(port)}`).join(', ');
}

function codeOf(error: unknown): string {
  return (error as { readonly code?: string }).code ?? 'EUNKNOWN';
}

export type DiscoveryParts = Pick<SearchParts, 'dns'> & Partial<SearchParts>;

export interface FindRequest {
  /** The user's address; only its domain leaves this computer. */
  readonly email: string;
  /** A host that the user typed, or the empty string. It is asked as well, even if DNS does not answer. */
  readonly host: string;
}

const usual = {
  ca: [],
  ports: { implicitTls: 465, startTls: 587 },
  mailPorts: usualMailPorts,
  httpsPort: 443,
  timeoutMs: 8_000,
  total: 30_000,
};

/**
 * Looks for the SMTP server of an address: in DNS, in what the domain and Thunderbird's database publish over https,
 * and by asking the usual servers. Sends no password and no local part, and changes no settings.
 */
export class Discovery {
  private readonly parts: SearchParts;

  constructor(parts: DiscoveryParts) {
    this.parts = { ...usual, ...parts };
  }

  /**
   * Resolves when the search is over or cancelled. Throws a sentence if there is nothing to look for.
   * @param onReport called at each step with the whole report
   */
  async find(
    { email, host }: FindRequest,
    onReport: (report: FindReport) => void,
    signal: AbortSignal,
  ): Promise<FindReport> {
    const address = bareText(email);
    const typed = domainOf(address);
    const domain = hostIn(typed);
    const given = hostIn(host);
    if (typed !== '' && domain === '') throw new Error(l10n.t('The domain “{0}” is not valid.', typed));
    if (domain === '' && given === '') throw new Error(l10n.t('Enter your email address first.'));
    const search = new Search(this.parts, { email: address, domain, given }, onReport, signal);
    return search.run();
  }
}
