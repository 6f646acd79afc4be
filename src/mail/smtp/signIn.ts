import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Account, AuthMethod, Credential } from '../../model/account/account';
import { SendRefusal } from './classify';
import type { SmtpConversation } from './smtpConversation';

type Method = Exclude<AuthMethod, 'automatic'>;

/** The methods we use if a server offers them (RFC 4954), the most widely supported first. */
const preferred: readonly Method[] = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/**
 * Signs in. Throws a SendRefusal, before anything of the password is sent, if the server offers no suitable method:
 * nodemailer by itself would send AUTH PLAIN to a server that never offered it.
 */
export function signIn(
  connection: SMTPConnection,
  account: Account,
  credential: Credential,
  { offered, ehloRefusal }: SmtpConversation,
): Promise<void> {
  const wanted = account.authMethod === 'automatic' ? preferred : [account.authMethod];
  const method = wanted.find((one) => offered.includes(one));
  if (method === undefined) throw noWay(offered, ehloRefusal);
  const { username: user } = account;
  const { password: pass } = credential;
  return new Promise((resolve, reject) =>
    connection.login({ user, pass, credentials: { user, pass }, method }, (error) =>
      error === null ? resolve() : reject(error),
    ),
  );
}

function noWay(offered: readonly string[], ehloRefusal: string): SendRefusal {
  // A temporary refusal (4xx) is no reason to wait for new settings.
  if (ehloRefusal !== '')
    return new SendRefusal(ehloRefusal.startsWith('4') ? 'busy' : 'ehloRefused', 'signIn', 'EHLO', '', ehloRefusal);
  const isTokensOnly = offered.length > 0 && offered.every((method) => /^(?:XOAUTH2?|OAUTHBEARER)$/.test(method));
  return new SendRefusal(
    isTokensOnly ? 'passwordSignInOff' : 'signInNotOffered',
    'signIn',
    'ENOAUTH',
    offered.join(', '),
  );
}
