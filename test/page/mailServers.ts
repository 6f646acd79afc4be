// SMTP servers on loopback, as the page tests need them; all of them go at the end of the suite they were started in.
import type { SMTPServerOptions } from 'smtp-server';
import { type Script, type ScriptOptions, ScriptedSmtpServer } from '../support/scriptedSmtpServer';
import { type RunningSmtpServer, startSmtpServer } from '../support/smtpServer';
import { username } from './accountEntries';

/** Servers of one `describe`. */
export class MailServers {
  private readonly stops: (() => Promise<void>)[] = [];

  /** A well-behaved one without TLS; it takes the builders' password. */
  async start(options: SMTPServerOptions = {}): Promise<RunningSmtpServer> {
    const plain = { allowInsecureAuth: true, disabledCommands: ['STARTTLS'] };
    const server = await startSmtpServer(username, { ...plain, ...options });
    this.stops.push(() => server.stop());
    return server;
  }

  /** One that says what a test wants. */
  async scripted(script: Script = {}, options: ScriptOptions = {}): Promise<ScriptedSmtpServer> {
    const server = await ScriptedSmtpServer.start(script, options);
    this.stops.push(() => server.stop());
    return server;
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) await stop();
  }
}
