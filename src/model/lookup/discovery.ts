import * as l10n from '@vscode/l10n';
import type { ServerPlace } from './serverFacts';

/** Where settings are looked for, beginning with the steps that disclose the least to others. */
export const findSteps = ['mx', 'srv', 'autoconfig', 'database', 'probe'] as const;
export type FindStep = (typeof findSteps)[number];

/** `skipped`: an earlier step was successful. `failed`: the step could not be carried out. */
export type FindState = 'waiting' | 'running' | 'found' | 'nothing' | 'skipped' | 'failed';

/** How far a search has come: each step with what it found, or why it could not find out. */
export type FindProgress = Readonly<Record<FindStep, { readonly state: FindState; readonly detail: string }>>;

/** A server that a search found. */
export interface FoundServer extends ServerPlace {
  readonly username: string;
  readonly source: FindStep;
  /** The id and name of its provider; empty if unknown. */
  readonly preset: string;
  readonly label: string;
  /** It is outside the mail domain, and nobody vouches for it (RFC 6186 section 6). */
  readonly outside: boolean;
  /** It accepts OAuth2 only, no password. */
  readonly oauthOnly: boolean;
  /** Whether it answered as a mail server with a good certificate, and details about that. */
  readonly check: { readonly state: 'waiting' | 'good' | 'bad'; readonly detail: string };
}

/** The progress and result of a search, complete each time. */
export interface FindReport {
  /** What is searched: the domain in ASCII, or a host. */
  readonly subject: string;
  /** The address at that time: results are useless for another one. */
  readonly email: string;
  readonly progress: FindProgress;
  readonly servers: readonly FoundServer[];
  readonly outcome:
    | { readonly state: 'running' | 'found' | 'cancelled' }
    /** What the user can do now, in a sentence. */
    | { readonly state: 'nothing'; readonly advice: string };
}

/** The progress of a search before its first step. */
export function noFindings(): FindProgress {
  return Object.fromEntries(findSteps.map((step) => [step, { state: 'waiting', detail: '' }])) as FindProgress;
}

/** The label of a step of a search. */
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

/**
 * The state of a step of a search.
 * @param ended the search is over, nothing waits any more
 */
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
