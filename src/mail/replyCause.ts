import type { Account } from '../model/account';
import type { FailureCause } from '../model/failure';

/** What the server was asked when it said no. */
export type Asked = (typeof asked)[number];
const asked = ['greeting', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const;

export function isAsked(word: string): word is Asked {
  return (asked as readonly string[]).includes(word);
}

/**
 * Words of providers that mean the same whatever was asked; the first that fits counts. From the lists of SMTP errors of
 * Google (support.google.com/a/answer/3726730) and Microsoft (learn.microsoft.com, “Fix issues with … SMTP client
 * submission”), from Postfix and Zoho, and from what users of others report.
 */
const phrases: readonly (readonly [RegExp, FailureCause])[] = [
  [
    /must issue a starttls|starttls (?:is )?(?:required|first)|encryption (?:is )?required|must use (?:tls|encryption)|\b5\.7\.10\b|\b5\.7\.11\b/i,
    'needsStartTls',
  ],
  [
    /too many (?:bad |failed |invalid |unsuccessful )?(?:auth|log-?ins?|sign-?ins?)|(?:auth|log-?in|sign-?in)\S* (?:rate|attempts?) .*(?:exceeded|limit)/i,
    'signInThrottled',
  ],
  [
    /basic authentication is (?:disabled|not supported)|\b5\.7\.30\b|\b5\.7\.139\b|smtpclientauthentication is disabled|security defaults|did not meet the criteria/i,
    'passwordSignInOff',
  ],
  [
    /application-?specific password|\bapp(?:lication)? ?-?password|invalidsecondfactor|\b5\.7\.9\b.*google|log in via your web browser|weblogin/i,
    'appPasswordRequired',
  ],
  [
    /\b5\.4\.5\b|\b5\.7\.23[23]\b|\b5\.1\.90\b|daily .{0,40}(?:limit|quota)|sending (?:limit|quota)|(?:limit|quota) .{0,20}(?:messages|mails|e-?mails|recipients) (?:per|exceeded|reached)/i,
    'quota',
  ],
  [/hel+o command rejected|helo (?:name )?(?:rejected|invalid)|invalid (?:helo|ehlo)/i, 'ehloRefused'],
  [
    /sender address rejected|not owned by (?:user|auth)|\bsend ?as\b|\b5\.7\.60\b|disallowed as|not (?:allowed|permitted|authori[sz]ed) to send (?:as|from|mail from)|from (?:address|header) .{0,40}(?:not|match|mismatch)/i,
    'senderRefused',
  ],
];

const ofDay =
  /\bdaily\b|\b(?:per|a|each) day\b|\b24[ -]?h|\b[45]\.4\.5\b|\b[45]\.7\.23[23]\b|\b[45]\.1\.90\b|tomorrow|next day/i;

/** “Access denied” is all that Postfix's submission service says to those who have not signed in. */
const wantsSignIn = /\b5\.7\.57\b|authenticat(?:ion|e)|not logged in|log ?in first|sign in first|relay|access denied/i;
/** X.2.2 of RFC 3463, or words for it; what an account has sent is called a quota too. */
const aboutFullMailbox =
  /^\d{3}[ -][45]\.2\.2\b|\b(?:mailbox|inbox|recipient)\b.{0,40}\b(?:full\b|over ?quota|quota exceeded|out of storage)/i;
const aboutSize =
  /\b[45]\.3\.4\b|\b5\.2\.3\b|too (?:big|large)|(?:message|maximum) size|size limit|exceeds .{0,20}size/i;

/**
 * What a refusal means, from the reply (RFC 5321 section 4.2), its enhanced code (RFC 3463) and the words of providers.
 * @param question what was asked
 * @param reply the server's words, with the code that they begin with
 */
export function replyCause(question: Asked, code: number, reply: string, account: Account): FailureCause {
  const said = phrases.find(([pattern, cause]) => pattern.test(reply) && isPossible(cause, code, reply, account))?.[1];
  if (said !== undefined) return said;
  switch (question) {
    case 'greeting':
      return 'busy';
    case 'EHLO':
      if (code < 500) return 'busy';
      return account.security === 'startTls' && (code === 500 || code === 502) ? 'startTlsMissing' : 'ehloRefused';
    case 'STARTTLS':
      return code === 421 || code === 454 ? 'busy' : 'startTlsMissing';
    case 'AUTH':
      return signInCause(code, reply);
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      return mailCause(question, code, reply, account);
  }
}

/** A server that is reached over TLS cannot mean STARTTLS, and of what passes by (4xx) only some is more than busy. */
function isPossible(cause: FailureCause, code: number, reply: string, { security }: Account): boolean {
  if (cause === 'needsStartTls') return security === 'none';
  // A limit for a minute or an hour is over before the next day.
  if (cause === 'quota' && code < 500) return ofDay.test(reply);
  return code >= 500 || cause === 'signInThrottled';
}

function signInCause(code: number, reply: string): FailureCause {
  if (code === 454) return 'signInThrottled';
  if (code < 500) return 'busy';
  // 500 to 504: the command or this way of signing in is not known (RFC 4954 section 6).
  const isUnknown = code >= 500 && code <= 504 && !/malformed|base64|decod|credential|5\.5\.2/i.test(reply);
  return isUnknown ? 'signInNotOffered' : 'passwordRefused';
}

function mailCause(question: 'MAIL' | 'RCPT' | 'DATA', code: number, reply: string, account: Account): FailureCause {
  if (aboutFullMailbox.test(reply)) return 'mailboxFull';
  if (code === 552 && question !== 'RCPT' ? !/\b5\.7\.\d/.test(reply) : code >= 500 && aboutSize.test(reply))
    return 'tooBig';
  if (code < 500 || code === 503) return 'busy';
  if (code === 530 || (!account.authentication && wantsSignIn.test(reply))) return 'signInRequired';
  switch (question) {
    case 'MAIL':
      return 'senderRefused';
    case 'RCPT':
      return 'recipientRefused';
    case 'DATA':
      return /no valid recipients/i.test(reply) ? 'recipientRefused' : 'contentRefused';
  }
}
