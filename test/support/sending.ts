import assert from 'node:assert/strict';
import type { Account, Credential } from '../../src/model/account/account';
import { systemClock } from '../../src/model/clock';
import type { Failure } from '../../src/model/failure/failure';
import type { Log } from '../../src/model/log';
import type { Message } from '../../src/model/letter/message';
import type { Receipt } from '../../src/model/failure/receipt';
import { secretForms } from '../../src/model/redaction/secretForms';
import type { Progress } from '../../src/model/failure/attempt';
import { transcriptText, type Transcript } from '../../src/model/failure/attempt';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import type { Timeouts } from '../../src/mail/smtp/smtpOptions';
import type { Attempted } from '../../src/mail/transport/transport';
import { aCredential, aMessage, anAccount, password } from './builders';
import { hoursLong } from './hours';

export interface SendOptions {
  readonly account?: Partial<Account>;
  readonly message?: Message;
  /** That of the account without it; `null` for none. */
  readonly credential?: Credential | null;
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress, transcript: Transcript) => void;
}

export interface Sent {
  readonly attempted: Attempted;
  readonly account: Account;
  /** The conversation as text. */
  readonly text: string;
  readonly reports: readonly Progress[];
}

/**
 * Sends to a server on this computer with the real transport, and asserts that nothing it returned, reported or logged
 * holds the password in any form.
 */
export async function send(port: number, options: SendOptions = {}): Promise<Sent> {
  const account = anAccount({ host: '127.0.0.1', port, ...options.account });
  const credential = options.credential === null ? undefined : (options.credential ?? aCredential(account));
  const reports: { progress: Progress; transcript: Transcript }[] = [];
  const logged: string[] = [];
  const write = (line: string): void => void logged.push(line);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const transport = new SmtpTransport({
    clock: systemClock,
    log,
    ca: options.ca ?? [],
    timeouts: { ...hoursLong, ...options.timeouts },
    idle: 0,
  });
  const attempted = await transport.send({
    message: options.message ?? aMessage(),
    account,
    credential,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (progress, transcript) => {
      reports.push({ progress, transcript });
      options.onProgress?.(progress, transcript);
    },
  });
  assertNoSecret([attempted, reports, logged], account.username, credential?.password ?? password);
  return {
    attempted,
    account,
    text: transcriptText(attempted.transcript),
    reports: reports.map(({ progress }) => progress),
  };
}

/** Fails if a value, as JSON, holds a password in any of its forms. */
export function assertNoSecret(value: unknown, username: string, secret: string): void {
  if (secret === '') return;
  const json = JSON.stringify(value);
  for (const form of secretForms(username, secret)) {
    for (const shape of [form, JSON.stringify(form).slice(1, -1)]) {
      assert.ok(!json.toLowerCase().includes(shape.toLowerCase()), `the password shows as ${shape} in ${json}`);
    }
  }
  // The plainest forms once more, made by hand, not by the code that masks.
  for (const shape of [
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]) {
    assert.ok(!json.includes(shape), `the password shows as ${shape}`);
  }
}

/** The receipt of a send that succeeded. */
export function taken({ attempted, text }: Sent): Receipt {
  assert.ok(attempted.ok, `not taken: ${attempted.ok ? '' : JSON.stringify(attempted.failure)}\n${text}`);
  return attempted.receipt;
}

/** The failure of a send that failed. */
export function failed({ attempted, text }: Sent): Failure {
  assert.ok(!attempted.ok, `taken, against all expectation\n${text}`);
  return attempted.failure;
}
