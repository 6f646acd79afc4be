import * as l10n from '@vscode/l10n';

import type { ServerPlace } from './serverFacts';

/** Where settings are looked for, in the order in which that tells the least to others. */
export const findSteps = ['mx', 'srv', 'autoconfig', 'database', 'probe'] as const;
export type FindStep = (typeof findSteps)[number];

/** `skipped`: an earlier step found what was wanted. `failed`: it is not known whether there is anything. */
export type FindState = 'waiting' | 'running' | 'found' | 'nothing' | 'skipped' | 'failed';

/** How far a search has come: each step with what it found, or why it could not tell. */
export type FindProgress = Readonly<Record<FindStep, { readonly state: FindState; readonly detail: string }>>;

/** A server that a search came upon. */
export interface FoundServer extends ServerPlace {
  readonly username: string;
  readonly source: FindStep;
  /** The id and name of the provider that it is known to belong to, or empty texts. */
  readonly preset: string;
  readonly label: string;
  /** It lies outside the mail domain, and nobody vouches for that (RFC 6186 section 6). */
  readonly outside: boolean;
  /** It says that it wants OAuth2 and no password. */
  readonly oauthOnly: boolean;
  /** Whether it answered as a mail server with a good certificate, and what there is to say about that. */
  readonly check: { readonly state: 'waiting' | 'good' | 'bad'; readonly detail: string };
}

/** How a search fares, whole each time. */
export interface FindReport {
  /** What is searched for: the domain in ASCII, or a host. */
  readonly subject: string;
  /** The address as it was then: what is found is of no use for another one. */
  readonly email: string;
  readonly progress: FindProgress;
  readonly servers: readonly FoundServer[];
  readonly outcome:
    | { readonly state: 'running' | 'found' | 'cancelled' }
    /** What to do now, in a sentence. */
    | { readonly state: 'nothing'; readonly advice: string };
}

/** Nothing was asked yet. */
export function noFindings(): FindProgress {
  return Object.fromEntries(findSteps.map((step) => [step, { state: 'waiting', detail: '' }])) as FindProgress;
}

/** What a step of a search is called. */
export function findStepLabel(step: FindStep): string {
  switch (step) {
    case 'mx':
      return l10n.t('Mail servers of the domain (MX)');
    case 'srv':
      return l10n.t('Service records (SRV)');
    case 'autoconfig':
      return l10n.t('Settings published by the domain');
    case 'database':
      return l10n.t('Thunderbird’s database');
    case 'probe':
      return l10n.t('Asking the servers');
  }
}

/** How far a step of a search is, in a word; `ended`: the search is over, nothing waits any more. */
export function findStateLabel(state: FindState, ended: boolean): string {
  switch (state) {
    case 'waiting':
      return ended ? l10n.t('Not reached') : l10n.t('Waiting');
    case 'running':
      return l10n.t('Running');
    case 'found':
      return l10n.t('Found');
    case 'nothing':
      return l10n.t('Nothing');
    case 'skipped':
      return l10n.t('Not needed');
    case 'failed':
      return l10n.t('No answer');
  }
}
