import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Account, AuthMethod, Credential } from '../model/account';
import { Refusal } from './classify';
import type { Dialogue } from './dialogue';

type Method = Exclude<AuthMethod, 'automatic'>;

/** What we take of what a server offers (RFC 4954), the one that works at most servers first. */
const preferred: readonly Method[] = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/**
 * Signs in. Throws a Refusal, before anything of the password is sent, where the server offers no way that fits: left
 * alone, nodemailer would send AUTH PLAIN to a server that never offered it.
 */
export function signIn(
  connection: SMTPConnection,
  account: Account,
  credential: Credential,
  { offered, ehloRefusal }: Dialogue,
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

function noWay(offered: readonly string[], ehloRefusal: string): Refusal {
  // A refusal for now (4xx) is no reason to wait for other settings.
  if (ehloRefusal !== '')
    return new Refusal(ehloRefusal.startsWith('4') ? 'busy' : 'ehloRefused', 'signIn', 'EHLO', '', ehloRefusal);
  const isTokensOnly = offered.length > 0 && offered.every((method) => /^(?:XOAUTH2?|OAUTHBEARER)$/.test(method));
  return new Refusal(isTokensOnly ? 'passwordSignInOff' : 'signInNotOffered', 'signIn', 'ENOAUTH', offered.join(', '));
}
