import {
  bindingOf,
  emptyDraft,
  type Account,
  type AccountDraft,
  type Credential,
} from '../../src/model/account/account';
import type { Failure } from '../../src/model/failure/failure';
import type { Letter, Message } from '../../src/model/letter/message';
import type { Run } from '../../src/model/run/run';

/** The builders' password; odd on purpose, so that no other text in a test looks like it. */
export const password = 'qZ7!pö"w\\x 9=';

/** A complete form entry, ready for `parseAccount`. */
export function aDraft(change: Partial<AccountDraft> = {}): AccountDraft {
  const { port, ...account } = anAccount();
  return { ...emptyDraft('account-1'), ...account, port: String(port), ...change };
}

/** A complete account: implicit TLS, with sign-in, one recipient. */
export function anAccount(change: Partial<Account> = {}): Account {
  return {
    id: 'account-1',
    name: 'Work',
    email: 'ada@example.com',
    provider: 'custom',
    host: 'smtp.example.com',
    port: 465,
    certificate: '',
    security: 'implicitTls',
    authentication: true,
    username: 'ada@example.com',
    senderName: 'Mail When Done',
    fromAddress: 'ada@example.com',
    recipients: ['grace@example.org'],
    ccRecipients: [],
    bccRecipients: [],
    ehloDomain: '',
    authMethod: 'automatic',
    deliveryReports: 'none',
    bcc: false,
    useProxy: false,
    replyTo: '',
    supportLink: '',
    extraHeaders: [],
    ...change,
  };
}

/** The credential that belongs to an account. */
export function aCredential(account: Account = anAccount(), secret: string = password): Credential {
  return { binding: bindingOf(account), password: secret };
}

/** A mail before it is frozen. */
export function aLetter(change: Partial<Letter> = {}): Letter {
  return {
    envelope: { from: 'ada@example.com', to: ['grace@example.org'] },
    senderName: 'Mail When Done',
    replyTo: undefined,
    cc: [],
    bcc: [],
    subject: 'DONE: build',
    text: 'It is done.\n',
    html: '<p>It is done.</p>',
    ...change,
  };
}

/** A frozen mail, made without a mail library. */
export function aMessage(change: Partial<Message> = {}): Message {
  const envelope = change.envelope ?? { from: 'ada@example.com', to: ['grace@example.org'] };
  const raw = [
    `From: Mail When Done <${envelope.from}>`,
    `To: ${envelope.to.join(', ')}`,
    'Subject: DONE: build',
    'Date: Fri, 20 Nov 2026 12:00:00 +0000',
    'Message-ID: <mail-1@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'It is done.',
    '.a line that begins with a dot',
    '',
  ].join('\r\n');
  return {
    id: 'mail-1',
    messageId: '<mail-1@example.com>',
    subject: 'DONE: build',
    envelope,
    date: Date.UTC(2026, 10, 20, 12),
    raw: new TextEncoder().encode(raw),
    ...change,
  };
}

/** A failure as the transport makes it. */
export function aFailure(change: Partial<Failure> = {}): Failure {
  return {
    cause: 'connectionRefused',
    step: 'connect',
    retry: 'later',
    reply: '',
    code: 'ECONNREFUSED',
    detail: '',
    ...change,
  };
}

/** A run of a minute that failed with exit code 3. */
export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    source: 'task',
    name: 'test',
    command: 'deploy --token s3cret-in-command',
    outcome: 'failed',
    exitCode: 3,
    startedAt: 0,
    startKnown: true,
    endedAt: 60_000,
    folder: '/src',
    workspace: 'app',
    host: 'box',
    ...change,
  };
}
