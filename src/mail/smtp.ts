import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { bindingOf, sameBinding, type Credential } from '../model/account';
import { isAddress } from '../model/address';
import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import type { Message } from '../model/message';
import type { Receipt } from '../model/receipt';
import { secretForms } from '../model/redact';
import { classify, Refusal } from './classify';
import { coded, connect, deliver, leave, socketOf, whileItLasts } from './connection';
import { Dialogue } from './dialogue';
import { signIn } from './signIn';
import { smtpOptions, usualTimeouts, type Timeouts } from './smtpOptions';
import { Stepper } from './stepper';
import { speaksTls } from './tlsProbe';
import { presentable, Transcriber } from './transcriber';
import type { Attempt, Attempted, Transport } from './transport';

export interface SmtpParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Certificates to trust beside those of this computer, PEM. */
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
}

const longestReply = 2_000;

/** Sends mail over SMTP (RFC 5321, RFC 6409) with nodemailer's connection, one connection for each mail. */
export class SmtpTransport implements Transport {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly ca: readonly string[];
  private readonly timeouts: Timeouts;

  constructor({ clock, log, ca = [], timeouts = {} }: SmtpParts) {
    this.clock = clock;
    this.log = log;
    this.ca = ca;
    this.timeouts = { ...usualTimeouts, ...timeouts };
  }

  async send(attempt: Attempt): Promise<Attempted> {
    const { account, message, credential, signal } = attempt;
    const begun = this.clock.now();
    const secrets = credential === undefined ? [] : secretForms(account.username, credential.password);
    let isSettled = false;
    const tell = (): void => {
      // What the server says to QUIT comes when all is told.
      if (!isSettled) this.tell(attempt, steps, transcriber);
    };
    const steps = new Stepper((detail) => presentable(detail, secrets), tell);
    const transcriber = new Transcriber(secrets, this.clock, tell);
    let connection: SMTPConnection | undefined;
    const dialogue = new Dialogue(account, steps, transcriber, () => socketOf(connection));
    try {
      const password = checked(attempt);
      const { default: Connection } = await import('nodemailer/lib/smtp-connection');
      if (signal?.aborted === true) throw coded('Aborted', 'EABORT');
      steps.run('resolve');
      connection = new Connection(smtpOptions(account, dialogue.logger, this.timeouts, this.ca));
      const info = await whileItLasts(connection, signal, async (open) => {
        await connect(open);
        if (password !== undefined) await signIn(open, account, password, dialogue);
        return await deliver(open, message, attempt.beforeBody);
      });
      compareEnvelopes(message, dialogue);
      leave(connection, dialogue);
      const receipt = this.receipt(info, begun, secrets);
      this.log.info(`mail ${message.id}: taken by ${account.host}:${account.port} after ${receipt.duration} ms`);
      return { ok: true, receipt, progress: steps.progress, transcript: transcriber.transcript };
    } catch (error) {
      const failure = masked(await this.classified(error, attempt, dialogue, steps), secrets);
      steps.fail(failure.step, failure.reply);
      transcriber.note(`${failure.code}: ${error instanceof Error ? error.message : String(error)}`);
      if (connection !== undefined) leave(connection, dialogue);
      this.log.warn(`mail ${message.id}: ${failure.cause} (${failure.code}) at ${failure.step}`);
      return { ok: false, failure, progress: steps.progress, transcript: transcriber.transcript };
    } finally {
      isSettled = true;
    }
  }

  private tell({ onProgress }: Attempt, steps: Stepper, transcriber: Transcriber): void {
    try {
      onProgress?.(steps.progress, transcriber.transcript);
    } catch (error) {
      this.log.error(`a listener to the progress of a mail failed: ${error instanceof Error ? error.message : ''}`);
    }
  }

  private async classified(error: unknown, attempt: Attempt, dialogue: Dialogue, steps: Stepper): Promise<Failure> {
    const { account, message, signal } = attempt;
    const { greeted, bodyBegan, asked, connected } = dialogue;
    const aborted = signal?.aborted ?? false;
    const isSilent = account.security !== 'implicitTls' && connected && !greeted && !aborted;
    return classify(error, {
      account,
      step: steps.current,
      aborted,
      greeted,
      asked,
      bodyBegan,
      speaksTls: isSilent && (await speaksTls(account.host, account.port, this.timeouts.probe, signal)),
      sender: message.envelope.from,
      recipients: message.envelope.to,
    });
  }

  private receipt(info: SMTPConnectionSendInfo, begun: number, secrets: readonly string[]): Receipt {
    const at = this.clock.now();
    const refusals = info.rejectedErrors ?? [];
    return {
      accepted: [...info.accepted],
      rejected: info.rejected.map((address) => {
        const words = refusals.find(({ recipient }) => recipient === address)?.response ?? '';
        return { address, reply: presentable(words, secrets, longestReply) };
      }),
      reply: presentable(info.response, secrets, longestReply),
      at,
      duration: at - begun,
    };
  }
}

/** The credential to sign in with, if any. Throws a Refusal where the mail must not even be tried. */
function checked({ account, credential, message }: Attempt): Credential | undefined {
  const { from, to } = message.envelope;
  if (!isAddress(from)) throw new Refusal('senderRefused', 'sender', 'EENVELOPE', from);
  const wrong = to.filter((address) => !isAddress(address));
  if (wrong.length > 0 || to.length === 0)
    throw new Refusal('recipientRefused', 'recipients', 'EENVELOPE', wrong.join(', '));
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

function masked(failure: Failure, secrets: readonly string[]): Failure {
  const { reply, detail, code } = failure;
  return {
    ...failure,
    reply: presentable(reply, secrets, longestReply),
    detail: presentable(detail, secrets, longestReply),
    code: presentable(code, secrets),
  };
}
