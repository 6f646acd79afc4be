import { domainToASCII } from 'node:url';
import * as l10n from '@vscode/l10n';
import { domainOf } from '../model/address';
import type { FindReport } from '../model/discovery';
import { hostProblem } from '../model/host';
import { Search, type SearchParts } from './search';

export type DiscoveryParts = Pick<SearchParts, 'dns'> & Partial<SearchParts>;

export interface FindRequest {
  /** The user's address. Only its domain leaves this computer. */
  readonly email: string;
  /** A host that the user typed, or the empty text: it is asked as well, even where no DNS answers. */
  readonly host: string;
}

const usual = { ca: [], ports: { implicitTls: 465, startTls: 587 }, httpsPort: 443, patience: 8_000, total: 30_000 };

/**
 * Looks for the SMTP server of an address: in the DNS, in what the domain and Thunderbird's database publish over https,
 * and by asking the usual servers. No password and no local part is sent to anybody, and nothing is applied to anything.
 */
export class Discovery {
  private readonly parts: SearchParts;

  constructor(parts: DiscoveryParts) {
    this.parts = { ...usual, ...parts };
  }

  /**
   * Resolves when the search is over, also when it was cancelled. Throws a sentence where there is nothing to look for.
   * @param onReport hears of each step, each time with the whole report
   */
  async find(
    { email, host }: FindRequest,
    onReport: (report: FindReport) => void,
    signal: AbortSignal,
  ): Promise<FindReport> {
    const typed = domainOf(email.trim());
    const domain = typed === '' ? '' : domainToASCII(typed);
    const given = hostProblem(host.trim()) === undefined ? host.trim().toLowerCase() : '';
    if (typed !== '' && (domain === '' || hostProblem(domain) !== undefined))
      throw new Error(l10n.t('The domain “{0}” is not valid.', typed));
    if (domain === '' && given === '') throw new Error(l10n.t('Enter your email address first.'));
    const search = new Search(this.parts, { email: email.trim(), domain, given }, onReport, signal);
    return search.run();
  }
}
