import { Readable } from 'node:stream';
import { SendRefusal } from './classify';

/** Holds back the body of a mail: no byte of it is sent before `beforeBody` has resolved. */
export class BodyBarrier {
  private passing: Promise<void> | undefined;

  /** @param isEarly whether it may already be passed before the envelope */
  constructor(
    private readonly beforeBody: (() => Promise<void>) | undefined,
    readonly isEarly = false,
  ) {}

  /** `beforeBody` was called: the body is about to be sent. */
  get asked(): boolean {
    return this.passing !== undefined;
  }

  /** Calls one of the two, at once if there is no `beforeBody`. A second call has the result of the first one. */
  pass(open: () => void, closed: (reason: SendRefusal) => void): void {
    if (this.beforeBody === undefined) {
      open();
      return;
    }
    this.passing ??= this.beforeBody();
    this.passing.then(open, () => closed(new SendRefusal('cancelled', 'message', 'EABORT')));
  }

  /** Resolves when `beforeBody` has settled. */
  async settled(): Promise<void> {
    await this.passing?.catch(() => undefined);
  }
}

/** A body that nodemailer pipes when the server asks for it, if the barrier opens. Written in one go, like a buffer. */
export class BarredBody extends Readable {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly barrier: BodyBarrier,
    private readonly onOpen: () => void,
    private readonly onClosed: (reason: SendRefusal) => void,
  ) {
    super({ read: () => undefined });
  }

  /** nodemailer calls this on the server's 354, and destroys the stream if the connection is closed before. */
  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    const write = (): void => {
      if (this.destroyed) return;
      this.onOpen();
      target.write(this.bytes);
      target.end();
    };
    this.barrier.pass(write, this.onClosed);
    return target;
  }
}
