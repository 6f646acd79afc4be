import { wireAddress } from '../model/address';
import type { Envelope } from '../model/message';

/** An envelope as servers are told it, domains in ASCII, and which typed address each of its addresses stands for. */
export class WireEnvelope implements Envelope {
  readonly from: string;
  readonly to: readonly string[];
  private readonly typedForms: ReadonlyMap<string, string>;

  constructor({ from, to }: Envelope) {
    this.from = wireAddress(from);
    this.to = to.map(wireAddress);
    this.typedForms = new Map([...to, from].map((address) => [wireAddress(address), address]));
  }

  /** The address as it was typed; one that is not of this envelope stays as it is. */
  typed(address: string): string {
    return this.typedForms.get(address) ?? address;
  }
}
