import type { Account } from '../../model/account/account';
import type { FailureCause } from '../../model/failure/failure';
import { type Asked, type Meaning, meanings } from './replyMeanings';

/** What a refusal is judged by, beside its words. */
export interface Refused {
  readonly account: Account;
  /** Addresses of the envelope. */
  readonly sender: string;
  readonly recipients: readonly string[];
}

/** “Access denied” is all that Postfix's submission service says to clients that have not signed in. */
const wantsSignIn = /\b5\.7\.57\b|authenticat(?:ion|e)|not logged in|log ?in first|sign in first|access denied/i;

/**
 * What a refusal means, judged by the words of the reply, then its code (RFC 5321 section 4.2, RFC 3463), then what was
 * asked.
 * @param question the refused command
 * @param reply the server's reply, with its code
 */
export function replyCause(question: Asked, code: number, reply: string, refused: Refused): FailureCause {
  const words = inOneLine(reply);
  const said = unverified(words, refused) ?? meanings.find((row) => fits(row, question, code, words, refused))?.cause;
  if (said !== undefined) return said;
  switch (question) {
    case 'greeting':
      return 'busy';
    case 'EHLO':
      if (code < 500) return 'busy';
      return refused.account.security === 'startTls' && (code === 500 || code === 502)
        ? 'startTlsMissing'
        : 'ehloRefused';
    case 'STARTTLS':
      return code === 421 || code === 454 ? 'busy' : 'startTlsMissing';
    case 'AUTH':
      return signInCause(code, words);
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      return mailCause(question, code, words, refused.account);
  }
}

function fits(
  { cause, says, unless, after, alsoTemporary, ofAccount, signsIn }: Meaning,
  question: Asked,
  code: number,
  words: string,
  refused: Refused,
): boolean {
  const { account } = refused;
  if (code < 500 && alsoTemporary !== true) return false;
  if (after?.includes(question) === false || !says.test(words) || unless?.test(words) === true) return false;
  if (ofAccount === true && isOfRecipient(question, words, refused)) return false;
  if (signsIn !== undefined && signsIn !== account.authentication) return false;
  // A server that is reached over TLS cannot demand STARTTLS.
  return cause !== 'needsStartTls' || account.security === 'none';
}

/** Whether a reply speaks of a recipient: it says so, or names one, or has the status of an address (RFC 3463). */
function isOfRecipient(question: Asked, words: string, { sender, recipients }: Refused): boolean {
  if (question !== 'RCPT' && question !== 'DATA') return false;
  const lower = words.toLowerCase();
  const others = recipients.map((one) => one.toLowerCase()).filter((one) => one !== sender.toLowerCase());
  return recipientWords.test(words) || others.some((one) => lower.includes(one));
}

const recipientWords =
  /\brecipients?\b|\brcpt\b|\b[45]\.(?:1\.(?:[12346]|10)|2\.1)\b|no such (?:user|mailbox|account)|\bunknown\b|does ?n.t exist|does not exist|to reach\b|mailbox (?:is )?(?:unavailable|not available)|\bsaid\b/i;

/** A reply of several lines repeats its codes in each of them, amid a sentence. */
function inOneLine(reply: string): string {
  return reply.replace(/\s*\r?\n\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?\s*/g, ' ').replace(/[\r\n]+/g, ' ');
}

/** The addresses or domains that Amazon SES wants verified; until it lifts the sandbox those of recipients, too. */
export function unverifiedNames(reply: string): readonly string[] {
  const [, names = ''] =
    /following identities failed the check in region [\w-]+: ?([^\r\n]{1,1000})/i.exec(reply) ?? [];
  return names
    .split(',')
    .map((name) => name.trim().replace(/^.*<|>.*$/g, ''))
    .filter((name) => /^[^\s<>"[\]()]{1,254}$/.test(name));
}

function unverified(words: string, { sender, recipients }: Refused): FailureCause | undefined {
  const names = unverifiedNames(words).map((name) => name.toLowerCase());
  const isOnlyOf = (some: readonly string[], others: readonly string[]): boolean =>
    names.length > 0 &&
    names.every((name) => some.some((one) => isPartOf(name, one)) && !others.some((one) => isPartOf(name, one)));
  return isOnlyOf(recipients, [sender]) ? 'recipientUnverified' : undefined;
}

/** Whether it is the address, or its domain. */
function isPartOf(name: string, address: string): boolean {
  const whole = address.toLowerCase();
  return whole === name || whole.endsWith(`@${name}`);
}

/** What is not told apart by its words: 4yz is a trouble of the server (RFC 4954 section 6), unless it says no. */
function signInCause(code: number, words: string): FailureCause {
  if (code < 500) return saysNo.test(words) && !ofServer.test(words) ? 'passwordRefused' : 'busy';
  // 500 to 504: the command or this sign-in method is unknown (RFC 4954 section 6).
  const isUnknown = code <= 504 && !/malformed|base64|decod|credential|5\.5\.2/i.test(words);
  return isUnknown || unknownMechanism.test(words) ? 'signInNotOffered' : 'passwordRefused';
}

const unknownMechanism =
  /mechanism\b.{0,30}\b(?:not|too|un\w+)\b|\b(?:invalid|un(?:known|supported|recogni[sz]ed)) (?:auth\w* )?mechanism/i;
/** It says so, or speaks of the password at all, in the languages of most users. */
const saysNo =
  /\b(?:auth\w*|log-?in|sign-?in)\b.{0,20}\b(?:failed|failure|unsuccessful|incorrect|invalid|rejected|denied)\b|access denied|not authori[sz]ed|unauthori[sz]ed|passwor[dt]|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|hasł|парол|密码|密碼|パスワード|비밀번호/i;
const ofServer =
  /tempor|later|try again in|unavailable|not available|connect|server|internal|system|backend|time|service|database|look-?up|busy|resource|moment|greylist/i;

function mailCause(question: 'MAIL' | 'RCPT' | 'DATA', code: number, words: string, account: Account): FailureCause {
  if (code === 552 && question !== 'RCPT' && !/\b5\.[17]\.\d/.test(words)) return 'tooBig';
  if (code < 500 || code === 503) return 'busy';
  if (code === 530 || (!account.authentication && wantsSignIn.test(words))) return 'signInRequired';
  switch (question) {
    case 'MAIL':
      return 'senderRefused';
    case 'RCPT':
      return 'recipientRefused';
    case 'DATA':
      return /no valid recipients|\b5\.(?:1\.(?:[12346]|10)|2\.1)\b/i.test(words)
        ? 'recipientRefused'
        : 'contentRefused';
  }
}
