import * as l10n from '@vscode/l10n';
import type { AccountField } from './account';

/** What a field of an account is called wherever it is shown: on the page, in the tooltip, in a message. */
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
  }
}
