import type { DeliveryCheck } from '../../mail/lookup/deliveryCheck';
import type { Discovery } from '../../mail/lookup/discovery';
import type { Dns } from '../../mail/lookup/dns';
import type { Clock } from '../../model/clock';
import type { DeliveryReport } from '../../model/lookup/deliveryReport';
import type { FindReport } from '../../model/lookup/discovery';
import type { Settings } from '../settings/settings';
import { DeliveryDocuments } from './deliveryDocuments';

const everything = { has: () => true };

/**
 * Look-ups in the network, done only when the user asks: the server of an address, and delivery checks. Each is loaded
 * when it is first used.
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
    const [{ Discovery }, { dns, isTrial }] = await Promise.all([import('../../mail/lookup/discovery'), this.dns()]);
    return new Discovery({ dns, ...(isTrial && { mailPorts: everything }) }).find(...asked);
  }

  async check(...asked: Parameters<DeliveryCheck['check']>): Promise<DeliveryReport> {
    const [{ DeliveryCheck }, { dns }] = await Promise.all([import('../../mail/lookup/deliveryCheck'), this.dns()]);
    return new DeliveryCheck({ dns, clock: this.clock }).check(...asked);
  }

  dispose(): void {
    this.documents.dispose();
  }

  private async dns(): Promise<{ readonly dns: Dns; readonly isTrial: boolean }> {
    const { Dns, isTrial } = await import('../../mail/lookup/dns');
    const servers = this.settings.dnsServers();
    const isForTrial = isTrial(servers);
    const dns = new Dns({ servers: () => servers, ...(isForTrial && { inner: everything }) });
    return { dns, isTrial: isForTrial };
  }
}
