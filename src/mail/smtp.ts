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
import { Dialogue } from './dialogue';
import { signIn } from './signIn';
import { smtpOptions, usualTimeouts, type Timeouts } from './smtpOptions';
import { Stepper } from './stepper';
import { speaksTls } from './tlsProbe';
import { presentable, Transcriber } from './transcriber';
import type { Attempt, Attempted, Transport } from './transport';

export interface SmtpOptions {
  /** Certificates to trust beside those of this computer, PEM. */
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
}

/** How long the server may take to answer QUIT before the connection is closed all the same; nobody waits for it. */
const farewell = 2_000;
/** How long a silent server is asked whether it speaks TLS. */
const probing = 3_000;
const longestReply = 2_000;

/** Sends mail over SMTP (RFC 5321, RFC 6409) with nodemailer's connection, one connection for each mail. */
export class SmtpTransport implements Transport {
  private readonly timeouts: Timeouts;
  private readonly ca: readonly string[];

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    { ca = [], timeouts = {} }: SmtpOptions = {},
  ) {
    this.ca = ca;
    this.timeouts = { ...usualTimeouts, ...timeouts };
  }

  async send(attempt: Attempt): Promise<Attempted> {
    const { account, message, credential, signal } = attempt;
    const begun = this.clock.now();
    const secrets = credential === undefined ? [] : secretForms(account.username, credential.password);
    const tell = (): void => this.tell(attempt, steps, transcriber);
    const steps = new Stepper((detail) => presentable(detail, secrets), tell);
    const transcriber = new Transcriber(secrets, this.clock, tell);
    let connection: SMTPConnection | undefined;
    const dialogue = new Dialogue(account, steps, transcriber, () => connection?._socket || undefined);
    try {
      const password = checked(attempt);
      const { default: Connection } = await import('nodemailer/lib/smtp-connection');
      signal?.throwIfAborted();
      steps.run('resolve');
      connection = new Connection(smtpOptions(account, dialogue.logger, this.timeouts, this.ca));
      const info = await whileItLasts(connection, signal, async (open) => {
        await connect(open);
        if (password !== undefined) await signIn(open, account, password, dialogue);
        return await deliver(open, message);
      });
      this.compareEnvelopes(message, dialogue);
      leave(connection, dialogue);
      const receipt = this.receipt(info, begun, secrets);
      this.log.info(`mail ${message.id}: taken by ${account.host}:${account.port} after ${receipt.duration} ms`);
      return { ok: true, receipt, progress: steps.progress, transcript: transcriber.transcript };
    } catch (error) {
      const failure = masked(await this.classified(error, attempt, dialogue, steps), secrets);
      if (connection !== undefined) leave(connection, dialogue);
      steps.fail(failure.step, failure.reply);
      transcriber.note(`${failure.code}: ${error instanceof Error ? error.message : String(error)}`);
      this.log.warn(`mail ${message.id}: ${failure.cause} (${failure.code}) at ${failure.step}`);
      return { ok: false, failure, progress: steps.progress, transcript: transcriber.transcript };
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
      speaksTls: isSilent && (await speaksTls(account.host, account.port, probing, signal)),
      sender: message.envelope.from,
      recipients: message.envelope.to,
    });
  }

  /** Addresses were checked one by one; nothing may have made others of them on the way. */
  private compareEnvelopes({ envelope, id }: Message, { said }: Dialogue): void {
    if (said.from === envelope.from && said.to.join() === envelope.to.join()) return;
    this.log.error(`mail ${id}: the envelope on the wire is not the one that was checked`);
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

/** Does the work until it is done, the connection breaks or the signal aborts, whichever comes first. */
async function whileItLasts<Result>(
  connection: SMTPConnection,
  signal: AbortSignal | undefined,
  work: (connection: SMTPConnection) => Promise<Result>,
): Promise<Result> {
  let abort: (() => void) | undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    // The reason for the end, if there is one, is told after it.
    connection.once('end', () => setImmediate(() => reject(new Error('The connection ended'))));
    abort = () => {
      reject(new Error('Aborted'));
      connection.close();
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work(connection), broken]);
  } finally {
    if (abort !== undefined) signal?.removeEventListener('abort', abort);
  }
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) =>
    connection.connect((error) => (error === undefined ? resolve() : reject(error))),
  );
}

function deliver(connection: SMTPConnection, { envelope, raw }: Message): Promise<SMTPConnectionSendInfo> {
  // nodemailer writes into the envelope; ours stays as it was checked.
  const copy = { from: envelope.from, to: [...envelope.to], size: raw.byteLength };
  return new Promise((resolve, reject) =>
    connection.send(copy, Buffer.from(raw), (error, info) => (error === null ? resolve(info) : reject(error))),
  );
}

/** Says QUIT (RFC 5321 section 4.1.1.10) where the server listens for it; closes the connection in any case. */
function leave(connection: SMTPConnection, dialogue: Dialogue): void {
  if (connection.destroyed || !dialogue.idle) {
    connection.close();
    return;
  }
  const timer = setTimeout(() => connection.close(), farewell);
  connection.once('end', () => clearTimeout(timer));
  connection.quit();
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
