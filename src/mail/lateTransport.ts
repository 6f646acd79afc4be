import type { Account, Credential } from '../model/account';
import type { Proxy } from '../model/proxy';
import type { SmtpParts, SmtpTransport } from './smtp';
import type { Attempt, Attempted, Transport } from './transport';

/** The SMTP transport, loaded with the first mail. */
export class LateTransport implements Transport {
  private loading: Promise<SmtpTransport> | undefined;

  constructor(private readonly parts: SmtpParts) {}

  async send(attempt: Attempt): Promise<Attempted> {
    return (await this.load()).send(attempt);
  }

  async open(account: Account, credential: Credential | undefined, patience: number, proxy?: Proxy): Promise<void> {
    await (await this.load()).open(account, credential, patience, proxy);
  }

  dispose(): void {
    void this.loading?.then((transport) => transport.dispose());
  }

  private load(): Promise<SmtpTransport> {
    this.loading ??= import('./smtp').then(({ SmtpTransport }) => new SmtpTransport(this.parts));
    return this.loading;
  }
}
