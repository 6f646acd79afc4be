import * as l10n from '@vscode/l10n';
import type { Account } from './account';
import { isAddress } from './address';
import { htmlOf, textOf, type Body, type Fact } from './body';
import { durationText } from './duration';
import type { Letter } from './message';
import { printable } from './printable';
import type { Reason, Rule } from './rule';
import { durationOf, type Outcome, type Run } from './run';
import { securityWords } from './security';
import { whenText } from './when';

/** The mail that tells how a run went. `language` is a BCP 47 tag for dates. */
export function composeRunMail(run: Run, reason: Reason, rule: Rule, account: Account, language: string): Letter {
  const duration = (run.startKnown ? '' : '> ') + durationText(durationOf(run));
  const name = printable(run.name, 80);
  const body: Body = {
    verdict: verdict(run, name, duration),
    tone: run.outcome === 'done' ? 'good' : run.outcome === 'failed' ? 'bad' : 'neutral',
    facts: runFacts(run, duration, language),
    foot: [
      { text: why(reason, rule) },
      ...(reason === 'rule'
        ? [{ text: l10n.t('To turn these mails off, run “Mail When Done: Turn Notifications Off” in the editor.') }]
        : []),
      ...support(account),
    ],
  };
  return letter(account, subject(run, name, duration), body);
}

/** The mail that shows that an account works, and what it is. */
export function composeTestMail(account: Account, to: readonly string[], at: number, language: string): Letter {
  const recipients = to.length > 0 ? to : account.recipients;
  const facts: Fact[] = [
    { label: l10n.t('SMTP server host'), value: account.host },
    { label: l10n.t('SMTP server port'), value: String(account.port) },
    { label: l10n.t('Connection security'), value: securityWords(account.security).label },
    { label: l10n.t('SMTP authentication'), value: account.authentication ? l10n.t('on') : l10n.t('off') },
    ...(account.authentication ? [{ label: l10n.t('Username'), value: account.username }] : []),
    // Those who are not to see one another must not read it here either.
    { label: l10n.t('Recipients'), value: account.bcc ? String(recipients.length) : recipients.join(', ') },
    { label: l10n.t('From address'), value: account.fromAddress },
    { label: l10n.t('Sender name'), value: account.senderName },
    { label: l10n.t('Sent at'), value: whenText(at, language) },
  ];
  const body: Body = {
    verdict: l10n.t('This account works: Mail When Done can send mail with it.'),
    tone: 'good',
    facts,
    foot: [{ text: l10n.t('You get this mail because a test was asked for in the editor.') }, ...support(account)],
  };
  return letter({ ...account, recipients }, l10n.t('Test mail from Mail When Done'), body);
}

function letter(account: Account, subject: string, body: Body): Letter {
  return {
    envelope: { from: account.fromAddress, to: account.recipients },
    senderName: account.senderName,
    replyTo: account.replyTo === '' ? undefined : account.replyTo,
    bcc: account.bcc,
    subject,
    text: textOf(body),
    html: htmlOf(body),
  };
}

/** How an outcome stands at the head of a subject: plain ASCII, so that no server or phone mangles it. */
function outcomeWord(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('DONE');
    case 'failed':
      return l10n.t('FAILED');
    case 'stopped':
      return l10n.t('STOPPED');
    case 'ended':
      return l10n.t('ENDED');
  }
}

/** `FAILED: test (exit 3) - my-app - 1m 04s` */
function subject(run: Run, name: string, duration: string): string {
  const code = run.outcome === 'failed' ? ` ${l10n.t('(exit {0})', String(run.exitCode))}` : '';
  const workspace = printable(run.workspace, 80);
  return [`${outcomeWord(run.outcome)}: ${name}${code}`, ...(workspace === '' ? [] : [workspace]), duration].join(
    ' - ',
  );
}

function verdict(run: Run, name: string, duration: string): string {
  switch (run.outcome) {
    case 'done':
      return l10n.t('{0} is done (exit code 0) after {1}.', name, duration);
    case 'failed':
      return l10n.t('{0} failed with exit code {1} after {2}.', name, String(run.exitCode), duration);
    case 'stopped':
      return l10n.t('{0} was stopped after {1}.', name, duration);
    case 'ended':
      return l10n.t('{0} ended after {1}; the editor gave no exit code.', name, duration);
  }
}

function runFacts(run: Run, duration: string, language: string): Fact[] {
  const started = whenText(run.startedAt, language);
  const facts: Fact[] = [
    { label: l10n.t('Task'), value: printable(run.name) },
    { label: l10n.t('Command'), value: printable(run.command, 1000) },
    { label: l10n.t('Folder'), value: printable(run.folder) },
    { label: l10n.t('Workspace'), value: printable(run.workspace) },
    { label: l10n.t('Computer'), value: printable(run.host) },
    {
      label: l10n.t('Started'),
      value: run.startKnown ? started : l10n.t('before {0}, when this window opened', started),
    },
    { label: l10n.t('Ended'), value: whenText(run.endedAt, language) },
    { label: l10n.t('Duration'), value: duration },
    { label: l10n.t('Exit code'), value: run.exitCode === undefined ? l10n.t('not known') : String(run.exitCode) },
  ];
  return facts.filter((fact) => fact.value !== '');
}

function why(reason: Reason, rule: Rule): string {
  if (reason === 'rule' && rule.minimumDuration <= 0)
    return l10n.t('You get this mail because every task is mailed when it ends.');
  return reason === 'oneShot'
    ? l10n.t('You get this mail because you asked to be told when this task finishes.')
    : l10n.t('You get this mail because the task ran for at least {0}.', durationText(rule.minimumDuration * 1000));
}

function support({ supportLink }: Account): Body['foot'] {
  if (supportLink === '') return [];
  const href = isAddress(supportLink) ? `mailto:${supportLink}` : supportLink;
  return [{ text: l10n.t('Support:'), link: { href, text: supportLink } }];
}
