import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { bindingOf, sameBinding, type Account, type Credential } from '../model/account';
import { isAddress } from '../model/address';
import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import { isLoopback } from '../model/host';
import type { Message } from '../model/message';
import type { Proxy } from '../model/proxy';
import type { Receipt } from '../model/receipt';
import { BodyGate } from './bodyGate';
import { classify, Refusal } from './classify';
import { coded } from './connection';
import type { Dialogue } from './dialogue';
import { Report } from './report';
import type { Session } from './session';
import { Sessions } from './sessions';
import { usualTimeouts, type Timeouts } from './smtpOptions';
import { shownCertificate } from './shownCertificate';
import { speaksTls } from './tlsProbe';
import type { Attempt, Attempted, Transport } from './transport';
import { WireEnvelope } from './wireEnvelope';

export interface SmtpParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Certificates to trust beside those of this computer, PEM. */
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds for which a connection is kept for the next mail; 0 closes it after each. */
  readonly idle?: number;
}

const usualIdle = 10_000;

/**
 * Sends mail over SMTP (RFC 5321, RFC 6409) with nodemailer's connection. It is kept for a while, signed in, for the next
 * mail of the same account; TLS sessions are resumed; envelope and body go out together where the server offers CHUNKING.
 */
export class SmtpTransport implements Transport {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly timeouts: Timeouts;
  private readonly sessions: Sessions;

  constructor({ clock, log, ca = [], timeouts = {}, idle = usualIdle }: SmtpParts) {
    this.clock = clock;
    this.log = log;
    this.timeouts = { ...usualTimeouts, ...timeouts };
    this.sessions = new Sessions({ clock, log, ca, idle, timeouts: this.timeouts });
  }

  async send(wanted: Attempt): Promise<Attempted> {
    const envelope = new WireEnvelope(wanted.message.envelope);
    const attempt = {
      ...wanted,
      message: { ...wanted.message, envelope },
      proxy: withoutDetour(wanted.account, wanted.proxy),
    };
    const { account, message, signal } = attempt;
    const begun = this.clock.now();
    const report = new Report(attempt, this.clock, this.log);
    const gate = new BodyGate(attempt.beforeBody, attempt.asksEarly);
    let session: Session | undefined;
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
          info = await session.send(message, gate, signal);
        } catch (error) {
          if (isAborted(attempt) || gate.asked || !session.isOfNoUse(error)) throw error;
          this.log.debug(`mail ${message.id}: another connection, since ${codeOf(error)}`);
          this.sessions.discard(session, attempt);
          report.startAgain();
          session = await this.sessions.fresh(attempt, report);
        }
      }
      compareEnvelopes(message, session.dialogue);
      this.sessions.succeeded(attempt);
      this.sessions.release(session, attempt);
      const receipt = this.receipt(info, envelope, begun, report);
      this.log.info(`mail ${message.id}: taken by ${account.host}:${account.port} after ${receipt.duration} ms`);
      return { ok: true, receipt, ...report.told };
    } catch (error) {
      const said = report.masked(await this.classified(error, attempt, session?.dialogue, report));
      const failure = { ...said, detail: asTyped(said, envelope) };
      report.fail(failure, error);
      await gate.settled();
      if (session !== undefined) this.release(session, failure, attempt);
      this.log.warn(`mail ${message.id}: ${failure.cause} (${failure.code}) at ${failure.step}`);
      return { ok: false, failure, ...report.told };
    } finally {
      report.settle();
    }
  }

  /**
   * Opens a connection and signs in ahead of a mail, and keeps it for `patience` milliseconds. Does nothing where that does
   * not work: the mail will tell. Never rejects.
   */
  async open(account: Account, credential: Credential | undefined, patience?: number, proxy?: Proxy): Promise<void> {
    try {
      checked(account, credential);
    } catch {
      return;
    }
    await this.sessions.open(account, credential, patience, withoutDetour(account, proxy));
  }

  /** Takes leave of the servers. What is being sent goes on. */
  dispose(): void {
    this.sessions.dispose();
  }

  /** After a refusal of this mail the next one may follow; after anything else the connection ends. */
  private release(session: Session, { reply, step }: Failure, attempt: Attempt): void {
    const isOfThisMail = reply !== '' && (step === 'recipients' || step === 'accepted');
    if (isOfThisMail) this.sessions.release(session, attempt);
    else session.leave();
  }

  private async classified(
    error: unknown,
    { account, message, proxy, signal }: Attempt,
    dialogue: Dialogue | undefined,
    { steps }: Report,
  ): Promise<Failure> {
    const { greeted, bodyBegan, asked, connected } = dialogue ?? nothingSaid;
    const aborted = signal?.aborted ?? false;
    const isSilent = account.security !== 'implicitTls' && connected && !greeted && !aborted;
    const failure = classify(error, {
      account,
      step: steps.current,
      aborted,
      greeted,
      asked,
      bodyBegan,
      speaksTls: isSilent && (await speaksTls({ account, proxy, patience: this.timeouts.probe, signal })),
      sender: message.envelope.from,
      recipients: message.envelope.to,
    });
    // Past a proxy this computer may have no way to the server, or is meant to use none.
    if (!failure.cause.startsWith('certificate') || proxy !== undefined) return failure;
    const certificate = await shownCertificate(account, this.timeouts, signal);
    return certificate === undefined ? failure : { ...failure, certificate };
  }

  private receipt(info: SMTPConnectionSendInfo, envelope: WireEnvelope, begun: number, report: Report): Receipt {
    const at = this.clock.now();
    const refusals = info.rejectedErrors ?? [];
    return {
      accepted: info.accepted.map((address) => envelope.typed(address)),
      rejected: info.rejected.map((address) => {
        const words = refusals.find(({ recipient }) => recipient === address)?.response ?? '';
        return { address: envelope.typed(address), reply: report.words(words) };
      }),
      reply: report.words(info.response),
      at,
      duration: at - begun,
    };
  }
}

const nothingSaid = { greeted: false, bodyBegan: false, asked: 'greeting', connected: false } as const;

/** Throws a Refusal where no connection may be opened. */
async function mayOpen({ beforeOpen, signal }: Attempt): Promise<void> {
  try {
    await beforeOpen?.();
  } catch {
    throw new Refusal('cancelled', 'connect', 'EABORT');
  }
  if (signal?.aborted === true) throw coded('Aborted', 'EABORT');
}

/** A proxy is asked for no server on this computer: it would look for it on its own. */
function withoutDetour({ host }: Account, proxy: Proxy | undefined): Proxy | undefined {
  return isLoopback(host) ? undefined : proxy;
}

/** Throws a Refusal where an address is none. */
function checkEnvelope({ envelope: { from, to } }: Message): void {
  if (!isAddress(from)) throw new Refusal('senderRefused', 'sender', 'EENVELOPE', from);
  const wrong = to.filter((address) => !isAddress(address));
  if (wrong.length > 0 || to.length === 0)
    throw new Refusal('recipientRefused', 'recipients', 'EENVELOPE', wrong.join(', '));
}

/** The credential to sign in with, if any. Throws a Refusal where it is not that of this very account. */
function checked(account: Account, credential: Credential | undefined): Credential | undefined {
  if (!account.authentication) return undefined;
  const fits =
    credential !== undefined && credential.password !== '' && sameBinding(bindingOf(account), credential.binding);
  if (!fits) throw new Refusal('passwordMissing', 'signIn', 'ENOAUTH');
  return credential;
}

/** Addresses were checked one by one; nothing may have made others of them on the way. Never sent again if it has. */
function compareEnvelopes({ envelope }: Message, { said }: Dialogue): void {
  if (said.from === envelope.from && said.to.join() === envelope.to.join()) return;
  throw new Refusal('unknown', 'recipients', 'EENVELOPE', [said.from, ...said.to].join(', '));
}

/** What a failure names, as people know it. */
function asTyped({ cause, detail }: Failure, envelope: WireEnvelope): string {
  const isOfAddresses = cause === 'recipientRefused' || cause === 'senderRefused' || cause === 'addressUnsupported';
  if (!isOfAddresses) return detail;
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
