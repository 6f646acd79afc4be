import type { Clock } from '../model/clock';
import type { Session } from './session';

interface Resting {
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
  /** Milliseconds since 1970: a computer that slept wakes up with its timers late. */
  readonly until: number;
}

/** The open sessions that wait for a mail: for each key one, until nothing came for long enough. */
export class RestingSessions {
  private readonly resting = new Map<string, Resting>();

  constructor(private readonly clock: Clock) {}

  has(key: string): boolean {
    return this.resting.get(key)?.session.isReady ?? false;
  }

  /** Hands over the session of a key, which is then nobody else's. */
  take(key: string): Session | undefined {
    const found = this.resting.get(key);
    if (found === undefined) return undefined;
    this.drop(key, found);
    if (found.session.isReady && this.clock.now() < found.until) return found.session;
    found.session.close();
    return undefined;
  }

  /** Keeps a session for `patience` milliseconds. One that was kept for the key before takes its leave. */
  keep(key: string, session: Session, patience: number): void {
    if (!session.isReady) {
      session.close();
      return;
    }
    const before = this.resting.get(key);
    if (before !== undefined) {
      this.drop(key, before);
      before.session.leave();
    }
    const leave = (): void => {
      this.drop(key, entry);
      session.leave();
    };
    const entry: Resting = { session, timer: setTimeout(leave, patience), until: this.clock.now() + patience };
    this.resting.set(key, entry);
    session.onEnd = () => this.drop(key, entry);
  }

  /** Takes leave of every server. */
  dispose(): void {
    for (const [key, entry] of this.resting) {
      this.drop(key, entry);
      entry.session.leave();
    }
  }

  private drop(key: string, entry: Resting): void {
    clearTimeout(entry.timer);
    entry.session.onEnd = () => undefined;
    if (this.resting.get(key) === entry) this.resting.delete(key);
  }
}
