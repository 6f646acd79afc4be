import type { Clock } from '../model/clock';
import { DeliveryCheck } from '../mail/deliveryCheck';
import { Discovery } from '../mail/discovery';
import { Dns } from '../mail/dns';
import { DeliveryDocuments } from './deliveryDocuments';
import type { Settings } from './settings';

/** What is looked up for the user, and only when he asks for it: settings of a provider, whether mail arrives. */
export class Lookups {
  readonly discovery: Discovery;
  readonly deliveryCheck: DeliveryCheck;
  readonly documents: DeliveryDocuments;

  constructor(settings: Settings, clock: Clock) {
    const dns = new Dns({ servers: () => settings.dnsServers() });
    this.discovery = new Discovery({ dns });
    this.deliveryCheck = new DeliveryCheck({ dns, clock });
    this.documents = new DeliveryDocuments(this.deliveryCheck);
  }

  dispose(): void {
    this.documents.dispose();
  }
}
