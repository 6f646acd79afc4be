import * as l10n from '@vscode/l10n';
import type { PasswordKind, Preset, PresetNote } from './preset';

/** Which password a provider expects, in a sentence or two; empty if nothing is known. */
export function passwordHint(preset: Preset): string {
  const { passwordGroups: groups, notes } = preset;
  return sentences([
    kindWords(preset.passwordKind),
    notes.includes('twoStep') ? l10n.t('It needs 2-Step Verification.') : '',
    notes.includes('adminMustAllow') ? l10n.t('It works only where your administrator allows it.') : '',
    groups?.separator === 'spaces' ? l10n.t('Leave out the spaces that it is shown with.') : '',
  ]);
}

/** How to get an app password, step by step; none where the provider wants no such password. */
export function appPasswordSteps({ label, notes, passwordKind, passwordPage }: Preset): readonly string[] {
  if (passwordKind !== 'app' && passwordKind !== 'appIfTwoStep') return [];
  const steps = [
    passwordKind === 'appIfTwoStep'
      ? l10n.t('Only if you sign in with a second factor; otherwise the password of the account is the right one.')
      : '',
    notes.includes('twoStep') ? l10n.t('Turn on 2-Step Verification in the security settings of your account.') : '',
    passwordPage === undefined
      ? l10n.t('Sign in at the website of {0} and look for app passwords in its security settings.', label)
      : l10n.t('Open {0}, sign in and look for app passwords.', passwordPage),
    l10n.t(
      'Make a new one and call it Mail When Done, so that you can withdraw it without changing any other password.',
    ),
    l10n.t('Copy it at once, since it is shown only this time, and paste it here.'),
  ];
  return steps.filter((step) => step !== '');
}

/** What keeps the provider from working or is a danger; empty if there is nothing. */
export function presetWarning(preset: Preset): string {
  if (preset.id === 'sandbox')
    return l10n.t('Mail stays on this computer: it appears in the Sandbox Inbox view and nowhere else.');
  const { notes, passwordSignIn, label } = preset;
  return sentences([
    ...notes.map((note) => warningWords(note, label)),
    passwordSignIn === 'refused' && !notes.includes('outlookRefuses')
      ? l10n.t(
          '{0} takes no passwords over SMTP. Sending will fail at sign-in; choose another provider for now.',
          label,
        )
      : '',
  ]);
}

/** Other good-to-know notes; empty if there are none. */
export function presetNote(preset: Preset): string {
  const limits = limitWords(preset);
  return sentences([
    ...preset.notes.map((note) => noteWords(note)),
    preset.ownDomainHost === undefined
      ? ''
      : l10n.t('Addresses of your own domain on a paid plan use {0}.', preset.ownDomainHost),
    limits === '' ? '' : l10n.t('Known limits: {0}.', limits),
  ]);
}

function kindWords(kind: PasswordKind): string {
  switch (kind) {
    case 'account':
      return '';
    case 'mailbox':
      return l10n.t('Use the password of the mailbox.');
    case 'app':
      return l10n.t('Use an app password, not the password of your account.');
    case 'appIfTwoStep':
      return l10n.t('With two-factor sign-in, use an app-specific password.');
    case 'infomaniak':
      return l10n.t('Use the password of the mailbox or of the device, not the one of the Infomaniak Manager.');
    case 'bridge':
      return l10n.t('Use the password that Bridge shows for the mailbox, not the one of your Proton account.');
    case 'protonToken':
      return l10n.t(
        'Use an SMTP token, made for an address of your own domain. It needs a business, Visionary or Family plan.',
      );
    case 'authorisationCode':
      return l10n.t(
        'Use the authorisation code that the settings of the mailbox give, not the password of your account.',
      );
    case 'apiKey':
      return l10n.t('Use an API key as password.');
    case 'apiToken':
      return l10n.t('Use an API token as password.');
    case 'smtpKey':
      return l10n.t('Use the SMTP login and an SMTP key, not an API key.');
    case 'secretKey':
      return l10n.t('Use the API key as user name and the secret key as password.');
    case 'smtpCredentials':
      return l10n.t('Use SMTP credentials made for this region, not the access keys of an IAM user.');
    case 'smtpPassword':
      return l10n.t('Use the SMTP user and password of your sending domain, not an API key.');
    case 'serverToken':
      return l10n.t('Use the token of the server both as user name and as password, or an SMTP token pair.');
    case 'inboxPassword':
      return l10n.t('Use the user name and the password of the test inbox.');
    case 'none':
      return '';
  }
}

function warningWords(note: PresetNote, label: string): string {
  switch (note) {
    case 'bridge':
      return l10n.t(
        'Proton Mail Bridge must be installed and running, with a paid plan. If port 1025 is taken, Bridge uses the next free one: see its settings. Its certificate is self-signed: send a test mail, compare it with the one in those settings and trust it.',
      );
    case 'catchesOnly':
      return l10n.t('{0} catches mail for testing: nothing is delivered.', label);
    case 'outlookRefuses':
      return l10n.t(
        'Outlook.com has refused passwords over SMTP since 16 September 2024, app passwords too. Sending will fail at sign-in; choose another provider for now.',
      );
    case 'tenantDecides':
      return l10n.t(
        'A password works only while your organisation allows it. Microsoft turns that off by default at the end of December 2026; an administrator can turn it on again.',
      );
    case 'relaySetup':
      return l10n.t('An administrator has to set the relay up first.');
    case 'unencrypted':
      return l10n.t(
        'All that is known of {0} is a server without encryption. STARTTLS is filled in instead; where the server does not offer it, nothing is sent.',
        label,
      );
    default:
      return '';
  }
}

function noteWords(note: PresetNote): string {
  switch (note) {
    case 'appleAddress':
      return l10n.t('The user name is your Apple address, even with a domain of your own.');
    case 'blockGrows':
      return l10n.t('Whoever sends more is blocked for 24 hours, longer with each further try.');
    case 'freePlanWithout':
      return l10n.t('The free plan may not offer SMTP.');
    case 'fromMustMatch':
      return l10n.t('The From address must be the one you sign in with.');
    case 'fromOwnDomain':
      return l10n.t('The From address must be of your own domain.');
    case 'ovhPlans':
      return l10n.t('Email Pro and Exchange have servers of their own.');
    case 'switchOn':
      return l10n.t(
        'Access for mail programs (IMAP, SMTP) has to be switched on in the settings of the mailbox first.',
      );
    default:
      return '';
  }
}

function limitWords({ mailsPerDay, mailsPerMinute, recipientsPerMail, megabytes }: Preset): string {
  const parts = [
    mailsPerDay === undefined ? '' : l10n.t('{0} mails a day', String(mailsPerDay)),
    mailsPerMinute === undefined ? '' : l10n.t('{0} mails a minute', String(mailsPerMinute)),
    recipientsPerMail === undefined ? '' : l10n.t('{0} recipients a mail', String(recipientsPerMail)),
    megabytes === undefined ? '' : l10n.t('{0} MB a mail', String(megabytes)),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
