import type { Clock } from '../model/clock';
import type { Session } from './session';

interface Resting {
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
  /** Milliseconds since 1970: a computer that slept wakes up with its timers late. */
  readonly until: number;
}

/** For each key: as many as a backlog is sent over at the same time. */
const most = 5;

/** The open sessions that wait for a mail, until nothing came for long enough. */
export class RestingSessions {
  /** The last used one last. */
  private readonly resting = new Map<string, Resting[]>();

  constructor(private readonly clock: Clock) {}

  /** Hands over a session of a key, which is then nobody else's. */
  take(key: string): Session | undefined {
    for (;;) {
      const found = this.resting.get(key)?.at(-1);
      if (found === undefined) return undefined;
      this.drop(key, found);
      if (found.session.isReady && this.clock.now() < found.until) return found.session;
      found.session.close();
    }
  }

  /** Has the next one wait so many milliseconds from now on, or as long as it was to. Answers whether there is one. */
  prolong(key: string, patience: number): boolean {
    const until = this.resting.get(key)?.at(-1)?.until ?? 0;
    const session = this.take(key);
    if (session !== undefined) this.keep(key, session, Math.max(patience, until - this.clock.now()));
    return session !== undefined;
  }

  /** Keeps a session for `patience` milliseconds. Where there are too many of its key the oldest one takes its leave. */
  keep(key: string, session: Session, patience: number): void {
    if (!session.isReady) {
      session.close();
      return;
    }
    const others = this.resting.get(key) ?? [];
    const [oldest] = others;
    if (oldest !== undefined && others.length >= most) {
      this.drop(key, oldest);
      oldest.session.leave();
    }
    const leave = (): void => {
      this.drop(key, entry);
      session.leave();
    };
    const entry: Resting = { session, timer: setTimeout(leave, patience), until: this.clock.now() + patience };
    this.resting.set(key, [...(this.resting.get(key) ?? []), entry]);
    session.onEnd = () => this.drop(key, entry);
  }

  /** Takes leave of every server. */
  dispose(): void {
    for (const [key, entries] of [...this.resting])
      for (const entry of entries) {
        this.drop(key, entry);
        entry.session.leave();
      }
  }

  private drop(key: string, entry: Resting): void {
    clearTimeout(entry.timer);
    entry.session.onEnd = () => undefined;
    const others = (this.resting.get(key) ?? []).filter((one) => one !== entry);
    if (others.length > 0) this.resting.set(key, others);
    else this.resting.delete(key);
  }
}
