import * as l10n from '@vscode/l10n';
import type { Account } from '../account/account';
import { type Failure, notLocal } from '../failure/failure';
import type { Preset } from '../provider/preset';
import { hostAdvice, passwordAdvice, refusedAdvice, timedOutAdvice, untrustedAdvice } from './advice';

/** A failure in words: what happened, and what the person can do about it. A sentence or two each. */
interface Explanation {
  readonly explanation: string;
  readonly advice: string;
}

/**
 * Explains a failure in plain words. The server's own words, `failure.reply`, are not repeated: they are shown beside
 * it.
 * @param preset what is known of the account's provider; without it the advice is a general one, the explanation the
 * same
 */
export function explain(failure: Failure, account: Account, preset?: Preset): Explanation {
  const { host, username } = account;
  const port = String(account.port);
  const { detail } = failure;
  const proxy = detail || l10n.t('of the editor');
  switch (failure.cause) {
    case 'hostNotFound':
      return {
        explanation: l10n.t('There is no server called “{0}”, or its name could not be looked up.', host),
        advice: hostAdvice(account, preset),
      };
    case 'offline':
      return {
        explanation: l10n.t('This computer has no way to {0} at the moment.', host),
        advice: l10n.t('Check that this computer is online and that no VPN or proxy is in the way.'),
      };
    case 'connectionRefused':
      return {
        explanation: l10n.t('{0} refuses connections on port {1}.', host, port),
        advice: refusedAdvice(account),
      };
    case 'connectionTimedOut':
      return {
        explanation: l10n.t('{0} did not answer on port {1} in time.', host, port),
        advice: timedOutAdvice(account),
      };
    case 'greetingTimedOut':
      return {
        explanation: l10n.t('{0} accepts connections on port {1}, but did not greet in time.', host, port),
        advice: l10n.t(
          'The server may be slow or busy. If it stays silent, check the port and the connection security.',
        ),
      };
    case 'notSmtp':
      return {
        explanation:
          detail === ''
            ? l10n.t('{0} does not speak SMTP on port {1}.', host, port)
            : l10n.t('{0} speaks {2} on port {1}, not SMTP.', host, port, detail),
        advice: l10n.t('Check the port: SMTP is on 465 with implicit TLS or on 587 with STARTTLS.'),
      };
    case 'proxyUnreachable':
      return {
        explanation: l10n.t('The proxy {0} cannot be reached ({1}).', proxy, failure.code),
        advice: l10n.t(
          'Check “http.proxy” in the settings of the editor and that the proxy is running, or turn “Use the editor’s proxy” off for this account.',
        ),
      };
    case 'proxyRefused':
      return failure.code === 'EPROXYAUTH'
        ? {
            explanation: l10n.t('The proxy {0} wants a user name and a password that it knows.', proxy),
            advice: l10n.t(
              'Write both into “http.proxy” in the settings of the editor: http://user:password@host:port. Then try again.',
            ),
          }
        : {
            explanation: l10n.t('The proxy {0} does not connect to {1} on port {2}.', proxy, host, port),
            advice: l10n.t(
              'Ask whoever runs the proxy to allow it, try another port of your provider, or turn “Use the editor’s proxy” off for this account.',
            ),
          };
    case 'proxyFailed':
      return {
        explanation: l10n.t('The proxy {0} found no way to {1} on port {2}.', proxy, host, port),
        advice: l10n.t('Check host and port. If they are right, whoever runs the proxy can tell why.'),
      };
    case 'needsStartTls':
      return {
        explanation: l10n.t(
          '{0} wants STARTTLS on port {1}: the conversation begins plain and then turns to TLS.',
          host,
          port,
        ),
        advice: l10n.t('Set the connection security to STARTTLS.'),
      };
    case 'needsImplicitTls':
      return {
        explanation: l10n.t('{0} wants TLS from the first byte on port {1}.', host, port),
        advice: l10n.t('Set the connection security to implicit TLS.'),
      };
    case 'startTlsMissing':
      return {
        explanation: l10n.t('{0} does not offer STARTTLS on port {1}; neither password nor mail was sent.', host, port),
        advice: l10n.t(
          'Try implicit TLS on port 465. If your provider says that STARTTLS works here, an antivirus or a firewall in between may be taking it away.',
        ),
      };
    case 'tlsTooOld':
      return {
        explanation: l10n.t('{0} and this computer agree on no safe encryption; TLS 1.2 or later is needed.', host),
        advice: l10n.t('Ask whoever runs the server to update it, or use another server of your provider.'),
      };
    case 'tlsFailed':
      return {
        explanation:
          detail === ''
            ? l10n.t('The TLS handshake with {0} on port {1} failed.', host, port)
            : l10n.t('The TLS handshake with {0} on port {1} failed: {2}.', host, port, detail),
        advice: l10n.t(
          'Check host and port, and any antivirus or VPN in between. If they are right, whoever runs the server can tell why.',
        ),
      };
    case 'certificateUntrusted':
      return {
        explanation: untrusted(failure, account),
        advice: untrustedAdvice(failure, account),
      };
    case 'certificateExpired':
      return {
        explanation: expired(failure, account),
        advice: l10n.t('Check the date and time of this computer. If they are right, tell whoever runs the server.'),
      };
    case 'certificateName':
      return {
        explanation:
          detail === ''
            ? l10n.t('{0} has no certificate for this name.', host)
            : l10n.t('The certificate that {0} shows is made out to another name: {1}.', host, detail),
        advice: l10n.t(
          'Enter the name that your provider gives for its SMTP server. If it is already right, you may not be talking to your provider’s server.',
        ),
      };
    case 'certificateInvalid':
      return {
        explanation:
          detail === ''
            ? l10n.t('This computer does not accept the certificate of {0}.', host)
            : l10n.t('This computer does not accept the certificate of {0}: {1}.', host, detail),
        advice: l10n.t(
          'Whoever runs the server has to renew it, with a key and a signature of today; until then another server of your provider may work.',
        ),
      };
    case 'certificateChanged':
      return {
        explanation: l10n.t('{0} on port {1} shows another certificate than the one that you trusted.', host, port),
        advice: l10n.t(
          'If you have just installed that server again, compare the fingerprint with the one that it shows and trust the new one. Otherwise another program may be listening in its place.',
        ),
      };
    case 'accountIncomplete':
    case 'passwordMissing':
      return {
        explanation: l10n.t('There is no password for {0} on {1}, port {2}.', username, host, port),
        advice: l10n.t(
          'Enter the password in the settings. It is kept for exactly one server and user, so it is asked for again when these change.',
        ),
      };
    case 'passwordRefused':
      return {
        explanation: l10n.t('{0} refused the user name “{1}” or its password.', host, username),
        advice: passwordAdvice(account, preset),
      };
    case 'appPasswordRequired':
      return {
        explanation: l10n.t('{0} wants an app password instead of the password of the account.', host),
        advice: passwordAdvice(account, preset),
      };
    case 'passwordSignInOff':
      return {
        explanation: l10n.t('{0} no longer lets “{1}” sign in with a password.', host, username),
        advice:
          account.provider === 'outlook'
            ? l10n.t(
                'Outlook.com takes no passwords over SMTP any more, app passwords included. Use another provider for now.',
              )
            : l10n.t(
                'Ask your administrator whether SMTP sign-in can be turned on for this mailbox, or use another provider.',
              ),
      };
    case 'signInNotOffered':
      return {
        explanation:
          detail === ''
            ? l10n.t('{0} offers no sign-in on port {1}; the password was not sent.', host, port)
            : l10n.t('{0} offers no sign-in that fits, only {1}; the password was not sent.', host, detail),
        advice:
          account.authMethod === 'automatic'
            ? l10n.t(
                'Check the port: providers take sign-ins on 465 or 587. If this server needs none, turn SMTP authentication off.',
              )
            : l10n.t('Set the authentication method to Automatic.'),
      };
    case 'signInRequired':
      return {
        explanation: l10n.t('{0} takes mail only from those who sign in.', host),
        advice: account.authentication
          ? l10n.t('Check with your provider that this account may send mail over SMTP.')
          : l10n.t('Turn SMTP authentication on and enter user name and password.'),
      };
    case 'signInThrottled':
      return {
        explanation: l10n.t('{0} has had too many sign-ins for now.', host),
        advice: l10n.t(
          'Wait half an hour before the next try, and check the password before then: more tries may lock the account.',
        ),
      };
    case 'accountBlocked':
      return {
        explanation: l10n.t('{0} does not let this account send any more.', host),
        advice: l10n.t(
          'Sign in at the website of your provider: it says why, and what lifts it. The words of the server may name a page.',
        ),
      };
    case 'addressListed':
      return {
        explanation: l10n.t('{0} does not take mail from the network that this computer is in.', host),
        advice: l10n.t(
          'Its address is on a block list. Try without a VPN or from another network; otherwise whoever runs the network can have it taken off.',
        ),
      };
    case 'senderRefused':
      return {
        explanation: l10n.t('{0} does not let this account send as {1}.', host, detail || account.fromAddress),
        advice: l10n.t(
          'Use the address that you sign in with as From address, or allow this one at your provider first.',
        ),
      };
    case 'recipientRefused':
      return {
        explanation: l10n.t('{0} refused the recipient: {1}.', host, detail || account.recipients.join(', ')),
        advice: l10n.t('Check how the address is written and that it still exists.'),
      };
    case 'recipientUnverified':
      return {
        explanation: l10n.t('{0} does not send to {1} yet.', host, detail || account.recipients.join(', ')),
        advice: l10n.t(
          'Verify the address at your provider, or have the limits of a trial account (sandbox) lifted there.',
        ),
      };
    case 'mailboxFull':
      return {
        explanation: l10n.t('{0} says that the mailbox is full: {1}.', host, detail),
        advice: l10n.t('Make room in it, or ask whoever it belongs to.'),
      };
    case 'addressUnsupported':
      return {
        explanation: l10n.t(
          '{0} takes no addresses with other than unaccented letters and digits before the @ (SMTPUTF8): {1}.',
          host,
          detail,
        ),
        advice: l10n.t('Enter another address of the same mailbox; nothing was sent to anybody.'),
      };
    case 'quota':
      return {
        explanation: l10n.t('This account has sent as much as {0} allows for now.', host),
        advice: l10n.t('It works again when the limit resets, usually within a day.'),
      };
    case 'tooBig':
      return {
        explanation:
          detail === ''
            ? l10n.t('The mail is bigger than {0} takes.', host)
            : l10n.t(
                'The mail is bigger than the {1} MB that {0} takes.',
                host,
                (Number(detail) / 1_048_576).toFixed(1),
              ),
        advice: l10n.t(
          'It is not sent again. For the next ones choose less under “What the mail tells” of the rule, such as no attached output.',
        ),
      };
    case 'contentRefused':
      return {
        explanation: l10n.t('{0} refused the mail for what it says or where it comes from.', host),
        advice: l10n.t(
          'Read the words of the server. Often it helps to send from an address of your own provider, or to write to another recipient.',
        ),
      };
    case 'ehloRefused':
      return {
        explanation: l10n.t('{0} does not accept the name by which this computer greets it.', host),
        advice: l10n.t('Enter a domain name as EHLO domain under Advanced, such as the one of your address.'),
      };
    case 'busy':
      return {
        explanation: l10n.t('{0} takes no mail from here at the moment.', host),
        advice: l10n.t('Try again in some minutes; servers often ask unknown senders to come back.'),
      };
    case 'connectionLost':
      return {
        explanation: l10n.t('The connection to {0} broke off before the mail was handed over.', host),
        advice: l10n.t(
          'Try again. If it breaks off each time, check host, port and connection security, and any antivirus or VPN in between.',
        ),
      };
    case 'inDoubt':
      return {
        explanation: l10n.t(
          'The connection to {0} ended while the mail was being handed over; it may or may not have arrived.',
          host,
        ),
        advice: l10n.t('Look into the inbox of the recipient before you send it again.'),
      };
    case 'cancelled':
      return {
        explanation: l10n.t('Sending was stopped before the mail was handed over.'),
        advice: l10n.t('Send it again when you like.'),
      };
    case 'sandboxUnavailable':
      return {
        explanation: l10n.t('The sandbox inbox of this window is not running.'),
        advice: l10n.t('Try again; if it fails again, reload the window.'),
      };
    case 'notLoaded':
      return {
        explanation: l10n.t('A part of this extension that sends mails could not be loaded ({0}).', failure.code),
        advice: l10n.t('It is tried again by itself; if that does not help, reload the window.'),
      };
    case 'unknown':
      return {
        explanation: l10n.t('{0} did not take the mail ({1}).', host, failure.code),
        advice: l10n.t('Read the words of the server and the conversation; your provider’s help pages may know them.'),
      };
  }
}

function untrusted({ certificate, code, detail }: Failure, { host }: Account): string {
  if (code === notLocal)
    return l10n.t(
      '{0} is not in your local network ({1}): the certificate that you trusted counts there only.',
      host,
      detail,
    );
  return certificate === undefined || certificate.issuer === ''
    ? l10n.t('The certificate of {0} comes from no authority that this computer trusts.', host)
    : l10n.t(
        'The certificate of {0} was issued by “{1}”, which this computer does not trust.',
        host,
        certificate.issuer,
      );
}

function expired({ certificate, code }: Failure, { host }: Account): string {
  const until = dayOf(certificate?.validTo);
  const from = dayOf(certificate?.validFrom);
  if (code === 'CERT_HAS_EXPIRED' && until !== '')
    return l10n.t('The certificate of {0} has expired on {1}.', host, until);
  if (code === 'CERT_NOT_YET_VALID' && from !== '')
    return l10n.t('The certificate of {0} is valid only from {1} on.', host, from);
  return l10n.t('The certificate of {0} is not valid today: it has expired or is not valid yet.', host);
}

/** The day in the form that every language reads (ISO 8601), or the empty text if the certificate gives none. */
function dayOf(time: number | undefined): string {
  return time === undefined || Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}
