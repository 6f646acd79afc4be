import type { Clock } from '../model/clock';
import type { DeliveryReport } from '../model/deliveryReport';
import type { FindReport } from '../model/discovery';
import type { DeliveryCheck } from '../mail/deliveryCheck';
import type { Discovery } from '../mail/discovery';
import type { Dns } from '../mail/dns';
import { DeliveryDocuments } from './deliveryDocuments';
import type { Settings } from './settings';

/**
 * What is looked up for the user, and only when he asks for it: settings of a provider, whether mail arrives. Each is
 * loaded when it is first asked for.
 */
export class Lookups implements Pick<Discovery, 'find'>, Pick<DeliveryCheck, 'check'> {
  readonly documents: DeliveryDocuments;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.documents = new DeliveryDocuments(this);
  }

  async find(...asked: Parameters<Discovery['find']>): Promise<FindReport> {
    const [{ Discovery }, dns] = await Promise.all([import('../mail/discovery'), this.dns()]);
    return new Discovery({ dns }).find(...asked);
  }

  async check(...asked: Parameters<DeliveryCheck['check']>): Promise<DeliveryReport> {
    const [{ DeliveryCheck }, dns] = await Promise.all([import('../mail/deliveryCheck'), this.dns()]);
    return new DeliveryCheck({ dns, clock: this.clock }).check(...asked);
  }

  dispose(): void {
    this.documents.dispose();
  }

  private async dns(): Promise<Dns> {
    const { Dns } = await import('../mail/dns');
    return new Dns({ servers: () => this.settings.dnsServers() });
  }
}
