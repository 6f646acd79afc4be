import * as l10n from '@vscode/l10n';
import type { Account } from '../account/account';
import { copiesOf } from '../account/recipientWay';
import { securityWords } from '../account/security';
import { whenText } from '../timeText';
import { type Body, type Fact, factsPiece } from './body';
import { supportBlock } from './footBlocks';
import { letterOf } from './letter';
import type { Letter } from './message';

/** The mail that shows that an account works, with its settings. */
export function composeTestMail(account: Account, to: readonly string[], at: number, language: string): Letter {
  const recipients = to.length > 0 ? to : account.recipients;
  const { bcc } = copiesOf({ ...account, recipients });
  const shown = recipients.filter((address) => !bcc.includes(address));
  const facts: Fact[] = [
    { label: l10n.t('SMTP server host'), value: account.host },
    { label: l10n.t('SMTP server port'), value: String(account.port) },
    { label: l10n.t('Connection security'), value: securityWords(account.security).label },
    { label: l10n.t('SMTP authentication'), value: account.authentication ? l10n.t('on') : l10n.t('off') },
    ...(account.authentication ? [{ label: l10n.t('Username'), value: account.username }] : []),
    // Bcc recipients must not be seen here either.
    { label: l10n.t('Recipients'), value: shown.length === 0 ? String(recipients.length) : shown.join(', ') },
    { label: l10n.t('From address'), value: account.fromAddress },
    { label: l10n.t('Sender name'), value: account.senderName },
    { label: l10n.t('Sent at'), value: whenText(at, language) },
  ];
  const why = l10n.t('You get this mail because a test was asked for in the editor.');
  const body: Body = {
    verdict: l10n.t('This account works: Mail When Done can send mail with it.'),
    tone: 'good',
    language,
    sections: [
      { pieces: factsPiece(facts) },
      { isFoot: true, pieces: [{ kind: 'paragraph', text: why }] },
      supportBlock(account),
    ],
  };
  return letterOf({ ...account, recipients }, l10n.t('Test mail from Mail When Done'), body);
}
