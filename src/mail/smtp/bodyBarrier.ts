import { Readable } from 'node:stream';
import { Refusal } from './classify';

/** Stands before the body of a mail: no byte of it goes out before `beforeBody` has settled well. */
export class BodyGate {
  private passing: Promise<void> | undefined;

  /** @param isEarly it may be passed before the envelope already */
  constructor(
    private readonly beforeBody: (() => Promise<void>) | undefined,
    readonly isEarly = false,
  ) {}

  /** Somebody was told that the body is about to go out. */
  get asked(): boolean {
    return this.passing !== undefined;
  }

  /** Calls one of both: at once where nobody is to be asked. Whoever comes again passes as he did the first time. */
  pass(open: () => void, closed: (reason: Refusal) => void): void {
    if (this.beforeBody === undefined) {
      open();
      return;
    }
    this.passing ??= this.beforeBody();
    this.passing.then(open, () => closed(new Refusal('cancelled', 'message', 'EABORT')));
  }

  /** Resolves when nothing of `beforeBody` goes on any more. */
  async settled(): Promise<void> {
    await this.passing?.catch(() => undefined);
  }
}

/** A body that nodemailer gets when the server asks for it, if the gate opens. Written in one go, like a buffer. */
export class GatedBody extends Readable {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly gate: BodyGate,
    private readonly onOpen: () => void,
    private readonly onClosed: (reason: Refusal) => void,
  ) {
    super({ read: () => undefined });
  }

  /** nodemailer calls this on the server's 354, and destroys the stream when the connection is closed before. */
  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    const write = (): void => {
      if (this.destroyed) return;
      this.onOpen();
      target.write(this.bytes);
      target.end();
    };
    this.gate.pass(write, this.onClosed);
    return target;
  }
}
