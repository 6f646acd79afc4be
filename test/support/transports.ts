import { systemClock, type Clock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Account } from '../../src/model/account/account';
import type { Attempt, Attempted } from '../../src/mail/transport/transport';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import type { Timeouts } from '../../src/mail/smtp/smtpOptions';
import { aCredential, aMessage, anAccount } from './builders';
import { hoursLong, hoursPass } from './hours';
import { ScriptedSmtpServer, type Script, type ScriptOptions } from './scriptedSmtpServer';

/** A transport that keeps its connections, and one server that it sends to. */
export interface Line {
  readonly transport: SmtpTransport;
  readonly server: ScriptedSmtpServer;
  readonly account: Account;
  readonly send: (change?: Partial<Attempt>) => Promise<Attempted>;
}

export interface LineOptions extends ScriptOptions {
  readonly account?: Partial<Account>;
  readonly ca?: readonly string[];
  readonly idle?: number;
  readonly clock?: Clock;
  readonly timeouts?: Partial<Timeouts>;
}

/** Runs a test with both, and closes them. */
export async function withLine(
  script: Script,
  { account: change = {}, ca = [], idle = 60_000, clock = systemClock, timeouts: own = {}, ...options }: LineOptions,
  test: (line: Line) => Promise<void>,
): Promise<void> {
  const server = await ScriptedSmtpServer.start(script, { onSilence: hoursPass, ...options });
  const timeouts = { ...hoursLong, ...own };
  const transport = new SmtpTransport({ clock, log: silentLog, ca, idle, timeouts });
  try {
    const account = anAccount({ host: '127.0.0.1', port: server.port, security: 'none', ...change });
    const send = (own: Partial<Attempt> = {}): Promise<Attempted> =>
      transport.send({ message: aMessage(), account, credential: aCredential(own.account ?? account), ...own });
    await test({ transport, server, account, send });
  } finally {
    transport.dispose();
    await server.stop();
  }
}
