import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { type Account, bindingOf, type Credential, sameBinding } from '../../model/account/account';
import { isAddress, wireAddress } from '../../model/account/address';
import { isLoopback } from '../../model/account/hostName';
import type { Proxy } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import type { Receipt } from '../../model/failure/receipt';
import type { Failure } from '../../model/failure/failure';
import type { Envelope, Message } from '../../model/letter/message';
import type { Log } from '../../model/log';
import type { Attempt, Attempted, Transport } from '../transport/transport';
import { AttemptReport } from './attemptReport';
import { BodyBarrier } from './bodyBarrier';
import { classify, SendRefusal } from './classify';
import { coded } from './connection';
import { replyCause } from './replyCause';
import type { SmtpConversation } from './smtpConversation';
import { ExtensionRefused, type SmtpSession } from './smtpSession';
import { SmtpSessions } from './smtpSessions';
import { shownCertificate } from './shownCertificate';
import { type Timeouts, usualTimeouts } from './smtpOptions';
import { speaksTls } from './tlsProbe';

/** An envelope as it is sent to servers, with domains in ASCII, and the typed form of each of its addresses. */
export class AsciiEnvelope implements Envelope {
  readonly from: string;
  readonly to: readonly string[];
  private readonly typedForms: ReadonlyMap<string, string>;

  constructor({ from, to }: Envelope) {
    this.from = wireAddress(from);
    this.to = to.map(wireAddress);
    this.typedForms = new Map([...to, from].map((address) => [wireAddress(address), address]));
  }

  /** The address as it was typed. An address that is not in this envelope is returned unchanged. */
  typed(address: string): string {
    return this.typedForms.get(address) ?? address;
  }
}

export interface SmtpParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Certificates to trust beside those of this computer, PEM. */
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds that a connection is kept for the next mail; 0 closes it after each mail. */
  readonly idle?: number;
}

const usualIdle = 10_000;

/**
 * Sends mail over SMTP (RFC 5321, RFC 6409) with nodemailer's connection. A connection is kept for a while, signed in,
 * for the next mail of the same account; TLS sessions are resumed; envelope and body are sent together if the server
 * offers CHUNKING.
 */
export class SmtpTransport implements Transport {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly timeouts: Timeouts;
  private readonly sessions: SmtpSessions;

  constructor({ clock, log, ca = [], timeouts = {}, idle = usualIdle }: SmtpParts) {
    this.clock = clock;
    this.log = log;
    this.timeouts = { ...usualTimeouts, ...timeouts };
    this.sessions = new SmtpSessions({ clock, log, ca, idle, timeouts: this.timeouts });
  }

  async send(wanted: Attempt): Promise<Attempted> {
    const envelope = new AsciiEnvelope(wanted.message.envelope);
    const attempt = {
      ...wanted,
      message: { ...wanted.message, envelope },
      proxy: proxyUnlessLoopback(wanted.account, wanted.proxy),
    };
    const { account, message, signal } = attempt;
    const begun = this.clock.now();
    const report = new AttemptReport(attempt, this.clock, this.log);
    const barrier = new BodyBarrier(attempt.beforeBody, attempt.asksEarly);
    let session: SmtpSession | undefined;
    try {
      checkEnvelope(message);
      const credential = checked(account, attempt.credential);
      if (isAborted(attempt)) throw coded('Aborted', 'EABORT');
      report.steps.run('resolve');
      session = await this.sessions.of(attempt, report);
      if (isAborted(attempt)) throw coded('Aborted', 'EABORT');
      let info: SMTPConnectionSendInfo | undefined;
      while (info === undefined) {
        try {
          if (!session.isOpen) {
            await mayOpen(attempt);
            await session.open(credential, signal);
          }
          info = await session.send(attempt, barrier);
        } catch (error) {
          const isSettled = error instanceof ExtensionRefused || !barrier.asked;
          if (isAborted(attempt) || !isSettled || !session.isUnusableAfter(error)) throw error;
          this.log.debug(`mail ${message.id}: another connection, since ${codeOf(error)}`);
          this.sessions.discard(session, attempt);
          report.startAgain();
          session = await this.sessions.fresh(attempt, report);
        }
      }
      compareEnvelopes(message, session.conversation);
      this.sessions.succeeded(attempt);
      this.sessions.release(session, attempt);
      const receipt = this.receipt(info, attempt, envelope, begun, report);
      this.log.info(`mail ${message.id}: taken by ${account.host}:${account.port} after ${receipt.duration} ms`);
      return { ok: true, receipt, ...report.soFar };
    } catch (error) {
      const said = report.masked(await this.classified(error, attempt, session?.conversation, report));
      const failure = { ...said, detail: asTyped(said, envelope) };
      report.fail(failure, error);
      await barrier.settled();
      if (session !== undefined) this.release(session, failure, attempt);
      this.log.warn(`mail ${message.id}: ${failure.cause} (${failure.code}) at ${failure.step}`);
      return { ok: false, failure, ...report.soFar };
    } finally {
      report.settle();
    }
  }

  /**
   * Opens a connection and signs in ahead of a mail, and keeps the connection for `keepMs` milliseconds. Does nothing
   * if that fails: the mail will report it. Never rejects.
   */
  async open(account: Account, credential: Credential | undefined, keepMs?: number, proxy?: Proxy): Promise<void> {
    try {
      checked(account, credential);
    } catch {
      return;
    }
    await this.sessions.open(account, credential, keepMs, proxyUnlessLoopback(account, proxy));
  }

  /** Sends QUIT to the servers. A mail that is being sent goes on. */
  dispose(): void {
    this.sessions.dispose();
  }

  /** After a refusal of this mail the next one may follow; after any other failure the connection ends. */
  private release(session: SmtpSession, { reply, step }: Failure, attempt: Attempt): void {
    const isOfThisMail = reply !== '' && (step === 'recipients' || step === 'accepted');
    if (isOfThisMail) this.sessions.release(session, attempt);
    else session.leave();
  }

  private async classified(
    error: unknown,
    { account, message, proxy, signal }: Attempt,
    conversation: SmtpConversation | undefined,
    { steps }: AttemptReport,
  ): Promise<Failure> {
    const { greeted, greeting, bodyBegan, asked, connected, isHandshaking } = conversation ?? nothingSaid;
    const aborted = signal?.aborted ?? false;
    const isSilent = account.security !== 'implicitTls' && connected && !greeted && !aborted;
    const failure = classify(error, {
      account,
      step: steps.current,
      aborted,
      connected,
      isHandshaking,
      greeted,
      greeting,
      asked,
      bodyBegan,
      speaksTls:
        isSilent &&
        (conversation?.speaksTls ?? (await speaksTls({ account, proxy, timeoutMs: this.timeouts.probe, signal }))),
      sender: message.envelope.from,
      recipients: message.envelope.to,
    });
    // This computer may have no direct way to the server, or must not use it.
    if (!(failure.cause.startsWith('certificate') || failure.cause === 'tlsFailed') || proxy !== undefined)
      return failure;
    const certificate = await shownCertificate(account, this.timeouts, signal);
    return certificate === undefined ? failure : { ...failure, certificate };
  }

  private receipt(
    info: SMTPConnectionSendInfo,
    { account }: Attempt,
    envelope: AsciiEnvelope,
    begun: number,
    report: AttemptReport,
  ): Receipt {
    const at = this.clock.now();
    const { from: sender } = envelope;
    const refusals = info.rejectedErrors ?? [];
    return {
      accepted: info.accepted.map((address) => envelope.typed(address)),
      rejected: info.rejected.map((address) => {
        const refusal = refusals.find(({ recipient }) => recipient === address);
        const { response = '', responseCode = 0 } = refusal ?? {};
        const cause = replyCause('RCPT', responseCode, response, { account, sender, recipients: [address] });
        return { address: envelope.typed(address), reply: report.words(response), cause };
      }),
      reply: report.words(info.response),
      at,
      duration: at - begun,
    };
  }
}

const nothingSaid = {
  connected: false,
  isHandshaking: false,
  greeted: false,
  greeting: '',
  bodyBegan: false,
  asked: 'greeting',
} as const;

/** Throws a SendRefusal if no connection may be opened. */
async function mayOpen({ beforeOpen, signal }: Attempt): Promise<void> {
  try {
    await beforeOpen?.();
  } catch {
    throw new SendRefusal('cancelled', 'connect', 'EABORT');
  }
  if (signal?.aborted === true) throw coded('Aborted', 'EABORT');
}

/** No proxy for a server on this computer: the proxy would look for it on its own computer. */
function proxyUnlessLoopback({ host }: Account, proxy: Proxy | undefined): Proxy | undefined {
  return isLoopback(host) ? undefined : proxy;
}

/** Throws a SendRefusal if an address is not one bare address. */
function checkEnvelope({ envelope: { from, to } }: Message): void {
  if (!isAddress(from)) throw new SendRefusal('senderRefused', 'sender', 'EENVELOPE', from);
  const wrong = to.filter((address) => !isAddress(address));
  if (wrong.length > 0 || to.length === 0)
    throw new SendRefusal('recipientRefused', 'recipients', 'EENVELOPE', wrong.join(', '));
}

/** The credential to sign in with, if any. Throws a SendRefusal if it is not bound to this account. */
function checked(account: Account, credential: Credential | undefined): Credential | undefined {
  if (!account.authentication) return undefined;
  const fits =
    credential !== undefined && credential.password !== '' && sameBinding(bindingOf(account), credential.binding);
  if (!fits) throw new SendRefusal('passwordMissing', 'signIn', 'ENOAUTH');
  return credential;
}

/** Addresses were checked one by one; throws if the server was sent other ones, and the mail is never sent again. */
function compareEnvelopes({ envelope }: Message, { said }: SmtpConversation): void {
  if (said.from === envelope.from && said.to.join() === envelope.to.join()) return;
  throw new SendRefusal('unknown', 'recipients', 'EENVELOPE', [said.from, ...said.to].join(', '));
}

const ofAddresses: ReadonlySet<Failure['cause']> = new Set([
  'senderRefused',
  'recipientRefused',
  'recipientUnverified',
  'addressUnsupported',
]);

/** The detail of a failure, with addresses as they were typed. */
function asTyped({ cause, detail }: Failure, envelope: AsciiEnvelope): string {
  if (!ofAddresses.has(cause)) return detail;
  return detail
    .split(', ')
    .map((address) => envelope.typed(address))
    .join(', ');
}

function isAborted({ signal }: Attempt): boolean {
  return signal?.aborted ?? false;
}

function codeOf(error: unknown): string {
  return (error as { readonly code?: string }).code ?? 'an error';
}
