import type { Clock } from '../../model/clock';
import type { SmtpSession } from './smtpSession';

interface Resting {
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
  /** Milliseconds since 1970: after the computer has slept, timers are late. */
  readonly until: number;
}

/** Sessions per key: as many as a backlog is sent over in parallel. */
const maxPerKey = 5;

/** Open sessions that wait for the next mail, each for a limited time. */
export class RestingSessions {
  /** The maxPerKey recently used session last. */
  private readonly resting = new Map<string, Resting[]>();

  constructor(private readonly clock: Clock) {}

  /** Removes and returns a session of a key. */
  take(key: string): SmtpSession | undefined {
    for (;;) {
      const found = this.resting.get(key)?.at(-1);
      if (found === undefined) return undefined;
      this.drop(key, found);
      if (found.session.isReady && this.clock.now() < found.until) return found.session;
      found.session.close();
    }
  }

  /** Extends the wait of the session that is next in turn. Returns whether there is one. */
  prolong(key: string, keepMs: number): boolean {
    const until = this.resting.get(key)?.at(-1)?.until ?? 0;
    const session = this.take(key);
    if (session !== undefined) this.keep(key, session, Math.max(keepMs, until - this.clock.now()));
    return session !== undefined;
  }

  /** Keeps a session for `keepMs` milliseconds. If there are too many of its key, the oldest one sends QUIT. */
  keep(key: string, session: SmtpSession, keepMs: number): void {
    if (!session.isReady) {
      session.close();
      return;
    }
    const others = this.resting.get(key) ?? [];
    const [oldest] = others;
    if (oldest !== undefined && others.length >= maxPerKey) {
      this.drop(key, oldest);
      oldest.session.leave();
    }
    const leave = (): void => {
      this.drop(key, entry);
      session.leave();
    };
    const entry: Resting = { session, timer: setTimeout(leave, keepMs), until: this.clock.now() + keepMs };
    this.resting.set(key, [...(this.resting.get(key) ?? []), entry]);
    session.onEnd = () => this.drop(key, entry);
  }

  /** Sends QUIT to every server. */
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
