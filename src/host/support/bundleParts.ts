import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecentAttempts } from '../../mail/transport/recentAttempts';
import type { Failure } from '../../model/failure/failure';
import { deliveryText } from '../../model/lookup/deliveryReport';
import { withoutIps } from '../../model/redaction/anonymize';
import { withoutClient } from '../../model/redaction/clientNames';
import type { Outbox } from '../../outbox/outbox';
import type { Accounts } from '../account/accounts';
import { knownPreset } from '../account/knownPreset';
import type { RecentLog } from '../editor/recentLog';
import { checkable } from '../lookup/deliveryDocuments';
import type { Lookups } from '../lookup/lookups';
import type { Settings } from '../settings/settings';
import type { BundlePart } from './bundlePart';
import { conversationText } from './conversationWords';
import { changesText } from './settingChanges';
import type { SettingsLog } from './settingsLog';
import { type Manifest, settingsShown, valueShown } from './settingsShown';
import { versionsText } from './versionsText';

/** What a support bundle is made from. */
export interface BundleSources {
  readonly accounts: Accounts;
  readonly attempts: RecentAttempts;
  readonly context: vscode.ExtensionContext;
  readonly log: RecentLog;
  readonly lookups: Lookups;
  readonly outbox: Outbox;
  readonly settings: Settings;
  readonly settingsLog: SettingsLog;
}

/** The parts of a support bundle. Accounts are called by their number. */
export function bundleParts(sources: BundleSources): readonly BundlePart[] {
  const { accounts, context, log, outbox, settings } = sources;
  const manifest = context.extension.packageJSON as Manifest;
  return [
    {
      name: 'versions.txt',
      about: l10n.t('versions of the extension, the editor and the system'),
      text: () => versionsText(context),
    },
    {
      name: 'settings.json',
      about: l10n.t('the settings of this extension'),
      text: () => json(settingsShown(accounts.snapshots, (name) => settings.get(name), manifest)),
    },
    {
      name: 'settings-changes.txt',
      about: l10n.t('which settings were changed, when and how'),
      text: () => changesShown(sources, manifest),
    },
    {
      name: 'validity.json',
      about: l10n.t('whether each account is complete and what its last test or mail showed'),
      text: () => json(validityShown(accounts)),
    },
    {
      name: 'outbox.json',
      about: l10n.t('how many mails wait, are sent or failed, and why'),
      text: async () => json(await outboxShown(outbox, accounts)),
    },
    {
      name: 'log.txt',
      about: l10n.t('the last lines of the log of this window'),
      text: () => log.lines.join('\n'),
    },
    {
      name: 'delivery.txt',
      about: l10n.t('the check of delivery for the default account'),
      text: (signal) => deliveryShown(sources, signal),
    },
    ...transcriptParts(sources),
  ];
}

function changesShown({ accounts, settingsLog }: BundleSources, manifest: Manifest): string {
  return changesText(settingsLog.changes, {
    time: iso,
    entry: ({ setting, entry = '' }) => (setting === 'accounts' ? labelOf(entry, accounts) : '***'),
    value: ({ setting, field }, value) => valueShown(setting, field, value, manifest),
  });
}

/** Limited to less than a part of the bundle may take: what is known by then is better than nothing. */
async function deliveryShown({ accounts, lookups }: BundleSources, signal: AbortSignal): Promise<string> {
  const account = accounts.usable;
  if (account === undefined) return l10n.t('The default account is not complete.');
  checkable(account);
  const ending = AbortSignal.any([signal, AbortSignal.timeout(8_000)]);
  const preset = await knownPreset(account.provider);
  return deliveryText(await lookups.check(account, preset, () => undefined, ending), vscode.env.language);
}

function transcriptParts({ accounts, attempts }: BundleSources): readonly BundlePart[] {
  return attempts.all.map((attempt, position) => ({
    name: `transcripts/${String(position + 1).padStart(2, '0')}-${attempt.kind}-${attempt.result.state}.txt`,
    about: l10n.t('the last conversations of this window with mail servers, newest first'),
    text: () => {
      const transcript = withoutClient(attempt.transcript, attempt.account.host);
      return conversationText({ ...attempt, transcript }, labelOf(attempt.account.id, accounts), vscode.env.language);
    },
  }));
}

function validityShown(accounts: Accounts): unknown {
  return accounts.snapshots.map(({ draft, passwordSet, saved, validity }) => {
    const account = labelOf(draft.id, accounts);
    const { state } = validity;
    const common = { account, provider: draft.provider, saved, passwordSet, state };
    switch (validity.state) {
      case 'incomplete':
        // The messages may quote what was typed.
        return { ...common, problems: validity.problems.map(({ field, kind }) => ({ field, kind })) };
      case 'ready':
        return common;
      case 'verified':
        return { ...common, at: iso(validity.at) };
      case 'failing':
        return { ...common, at: iso(validity.at), reason: withoutIps(validity.reason) };
    }
  });
}

async function outboxShown(outbox: Outbox, accounts: Accounts): Promise<unknown> {
  const items = await outbox.items();
  const { counts, holds, isLoaded, isOffline, slots, trouble, unsaved } = outbox.snapshot();
  return {
    counts,
    isLoaded,
    isOffline,
    unsaved,
    trouble: trouble && { cause: trouble.failureCause, code: trouble.code },
    holds: holds.map(({ accountId, count, failure, since, until }) => ({
      account: labelOf(accountId, accounts),
      since: iso(since),
      until: until === null ? null : iso(until),
      count,
      failure: failureShown(failure),
    })),
    limits: slots.map(({ accountId, until, per, most }) => ({
      account: labelOf(accountId, accounts),
      until: iso(until),
      per,
      most,
    })),
    mails: items.map((item) => ({
      account: labelOf(item.accountId, accounts),
      state: item.state,
      since: iso(item.since),
      nextTry: item.nextTry === undefined ? undefined : iso(item.nextTry),
      attempts: item.attempts,
      repeats: item.repeats,
      recipients: item.envelope.to.length,
      refused: item.receipt?.rejected.length,
      milliseconds: item.receipt?.duration,
      end: item.end,
      failure: item.failure && failureShown(item.failure),
    })),
  };
}

function failureShown({ cause, code, detail, reply, retry, step }: Failure): unknown {
  return { cause, step, retry, code, reply: withoutIps(reply), detail: withoutIps(detail) };
}

/** The label of an account in a bundle: its number, since its name and its id come from the user. */
function labelOf(id: string, accounts: Accounts): string {
  const position = accounts.snapshots.findIndex(({ draft }) => draft.id === id);
  return position < 0 ? l10n.t('one that is not saved') : String(position + 1);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
