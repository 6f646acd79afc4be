import * as l10n from '@vscode/l10n';
import { whenText } from '../timeText';
import type { AccountDraft, AccountField } from './account';
import { bareText } from './bareText';
import type { Validity } from './validity';

/** The label of a field of an account, the same on the page, in the tooltip and in messages. */
export function fieldLabel(field: AccountField): string {
  switch (field) {
    case 'name':
      return l10n.t('Account name');
    case 'email':
      return l10n.t('Email address');
    case 'provider':
      return l10n.t('Provider');
    case 'host':
      return l10n.t('SMTP server host');
    case 'port':
      return l10n.t('SMTP server port');
    case 'security':
      return l10n.t('Connection security');
    case 'authentication':
      return l10n.t('SMTP authentication');
    case 'username':
      return l10n.t('Username');
    case 'password':
      return l10n.t('Password');
    case 'senderName':
      return l10n.t('Sender name');
    case 'fromAddress':
      return l10n.t('From address');
    case 'recipients':
      return l10n.t('Recipients');
    case 'ehloDomain':
      return l10n.t('EHLO domain');
    case 'authMethod':
      return l10n.t('Authentication method');
    case 'deliveryReports':
      return l10n.t('Delivery reports');
    case 'bcc':
      return l10n.t('Send recipients as Bcc');
    case 'useProxy':
      return l10n.t('Use the editor’s proxy');
    case 'replyTo':
      return l10n.t('Reply-To address');
    case 'supportLink':
      return l10n.t('Support link');
    case 'extraHeaders':
      return l10n.t('Extra headers');
  }
}

/** The name of an account where several exist, however little of it is filled in. */
export function accountName({ name, email, host }: AccountDraft): string {
  return (
    [name, email, host].map((text) => text.trim()).find((text) => bareText(text) !== '') ?? l10n.t('Unnamed account')
  );
}

/** A name for a copy that is not among `names`: `Work (copy)`, `Work (copy 2)` … */
export function copyName(name: string, names: readonly string[]): string {
  let copy = l10n.t('{0} (copy)', name);
  for (let count = 2; names.includes(copy); count++) copy = l10n.t('{0} (copy {1})', name, count);
  return copy;
}

/** An id that no other account has had. Positions serve as ids only in a settings.json typed by hand. */
export function newAccountId(): string {
  return `account-${crypto.randomUUID()}`;
}

/** The validity of an account in a sentence. `language` is a BCP 47 tag for the date. */
export function validityText(validity: Validity, language: string): string {
  switch (validity.state) {
    case 'incomplete':
      return l10n.t(
        'Incomplete: no mail will be sent until this is filled in: {0}.',
        [...new Set(validity.problems.map(({ field }) => fieldLabel(field)))].join(', '),
      );
    case 'ready':
      return l10n.t('Ready: complete, not tested yet.');
    case 'verified':
      return l10n.t('Verified: a mail went through on {0}.', whenText(validity.at, language));
    case 'failing':
      return l10n.t('Failing: {0}', validity.reason);
  }
}
