import * as l10n from '@vscode/l10n';
import type { Account } from './account';
import { isAddress } from './address';
import { htmlOf, textOf, type Body, type Fact } from './body';
import { durationText } from './duration';
import type { HeldBackRun } from './heldBackRun';
import type { Letter } from './message';
import { printable } from './printable';
import type { RunMail } from './runMail';
import type { Decision } from './decision';
import { ruleWords } from './ruleWords';
import { durationOf, type Outcome, type Run } from './run';
import { sourceWord } from './sourceWords';
import { securityWords } from './security';
import { whenText } from './when';

/** How the mail about a run is written. */
export interface ComposeOptions {
  /** A BCP 47 tag, for dates. */
  readonly language: string;
  /** What was kept back since the last mail. */
  readonly heldBack?: readonly HeldBackRun[];
}

/** A mail before it has sender and recipients. */
export interface Draft {
  readonly subject: string;
  readonly body: Body;
}

/** The mail that tells how a run went. */
export function composeRunMail(mail: RunMail, options: ComposeOptions): Letter {
  const { subject, body } = draftOfRun(mail, options);
  return letter(mail.account, subject, body);
}

/** What the mail that tells how a run went says as usual. */
export function draftOfRun({ run, decision, account }: RunMail, { language, heldBack = [] }: ComposeOptions): Draft {
  const duration = runDuration(run);
  const name = printable(run.name, 80);
  const body: Body = {
    verdict: verdict(run, name, duration),
    tone: run.outcome === 'done' ? 'good' : run.outcome === 'failed' ? 'bad' : 'neutral',
    facts: decision.rule?.content === 'verdict' ? [] : runFacts(run, duration, language),
    foot: [
      ...heldBackWords(heldBack, language),
      { text: why(decision) },
      ...(decision.why === 'rule'
        ? [{ text: l10n.t('To turn these mails off, run “Mail When Done: Turn Notifications Off” in the editor.') }]
        : []),
      ...support(account),
    ],
  };
  return { subject: subject(run, name, duration), body };
}

/** How long a run took, at least as far as that is known. */
export function runDuration(run: Run): string {
  return (run.startKnown ? '' : '> ') + durationText(durationOf(run));
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

/** What was kept back since the last mail, at the foot of the next one. */
export function heldBackWords(runs: readonly HeldBackRun[], language: string): Body['foot'] {
  if (runs.length === 0) return [];
  const lines = runs.slice(-10).map(({ name, outcome, endedAt }) => {
    return `${outcomeWord(outcome)}: ${printable(name, 80)} (${whenText(endedAt, language)})`;
  });
  const more = runs.length > lines.length ? ` ${l10n.t('and {0} more', String(runs.length - lines.length))}` : '';
  return [
    {
      text: `${l10n.t('Not mailed meanwhile, since it was muted or too much for one day:')} ${lines.join('; ')}${more}`,
    },
  ];
}

export function letter(account: Account, subject: string, body: Body): Letter {
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
export function outcomeWord(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('DONE');
    case 'failed':
      return l10n.t('FAILED');
    case 'stopped':
      return l10n.t('STOPPED');
    case 'ended':
      return l10n.t('ENDED');
    case 'lost':
      return l10n.t('WATCH LOST');
  }
}

/** `FAILED: test (exit 3) - my-app - 1m 04s` */
function subject(run: Run, name: string, duration: string): string {
  const workspace = printable(run.workspace, 80);
  return [
    `${outcomeWord(run.outcome)}: ${name}${exitWords(run)}`,
    ...(workspace === '' ? [] : [workspace]),
    duration,
  ].join(' - ');
}

/** ` (exit 3)`, where it failed with a code. */
export function exitWords({ outcome, exitCode }: Run): string {
  return outcome === 'failed' && exitCode !== undefined ? ` ${l10n.t('(exit {0})', String(exitCode))}` : '';
}

function verdict(run: Run, name: string, duration: string): string {
  switch (run.outcome) {
    case 'done':
      return run.exitCode === undefined
        ? l10n.t('{0} is done after {1}.', name, duration)
        : l10n.t('{0} is done (exit code 0) after {1}.', name, duration);
    case 'failed':
      return run.exitCode === undefined
        ? l10n.t('{0} failed after {1}.', name, duration)
        : l10n.t('{0} failed with exit code {1} after {2}.', name, String(run.exitCode), duration);
    case 'stopped':
      return l10n.t('{0} was stopped after {1}.', name, duration);
    case 'ended':
      return run.disconnected === true
        ? l10n.t('{0} ended after {1}, exit code unknown: the editor was disconnected.', name, duration)
        : l10n.t('{0} ended after {1}; the editor gave no exit code.', name, duration);
    case 'lost':
      return l10n.t('{0} could not be watched any longer after {1}: nobody knows how it goes.', name, duration);
  }
}

function runFacts(run: Run, duration: string, language: string): Fact[] {
  const started = whenText(run.startedAt, language);
  const facts: Fact[] = [
    ...placeFacts(run),
    {
      label: l10n.t('Started'),
      value: run.startKnown ? started : l10n.t('before {0}, when this window opened', started),
    },
    { label: l10n.t('Ended'), value: whenText(run.endedAt, language) },
    { label: l10n.t('Duration'), value: duration },
    ...(run.details ?? []).map((line) => ({ label: l10n.t('Detail'), value: printable(line, 500) })),
    { label: l10n.t('Exit code'), value: run.exitCode === undefined ? l10n.t('not known') : String(run.exitCode) },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** What it is and where it runs, whether it has ended or not; some may be empty. */
export function placeFacts(
  run: Pick<Run, 'source' | 'name' | 'command' | 'folder' | 'workspace' | 'host'>,
): readonly Fact[] {
  return [
    { label: sourceWord(run.source), value: printable(run.name) },
    { label: l10n.t('Command'), value: printable(run.command, 1000) },
    { label: l10n.t('Folder'), value: printable(run.folder) },
    { label: l10n.t('Workspace'), value: printable(run.workspace) },
    { label: l10n.t('Computer'), value: printable(run.host) },
  ];
}

export function why({ why: reason, rule }: Decision): string {
  if (reason === 'asked') return l10n.t('You get this mail because you asked to be told when this finishes.');
  if (reason === 'told') return l10n.t('You get this mail because you were told that it was still going on.');
  if (rule === undefined) return l10n.t('You get this mail because the setting “watch” names it.');
  return rule.name === ''
    ? l10n.t('You get this mail because of a rule: {0}', ruleWords(rule))
    : l10n.t('You get this mail because of the rule “{0}”: {1}', rule.name, ruleWords(rule));
}

export function support({ supportLink }: Account): Body['foot'] {
  if (supportLink === '') return [];
  const href = isAddress(supportLink) ? `mailto:${supportLink}` : supportLink;
  return [{ text: l10n.t('Support:'), link: { href, text: supportLink } }];
}
