import { setMaxListeners } from 'node:events';
import type { SendWorkerParts } from './sendWorker';
import { hasClaims, heldSince, nextEntry } from './nextEntry';
import { AccountRound } from './accountRound';

/** How long unfinished rounds get to end, in milliseconds. */
const ending = 300;
/** In milliseconds. */
const usualStop = 3_300;

/** Starts a round for each account that has work; accounts run in parallel. */
export class Dispatcher {
  private readonly rounds = new Map<string, { readonly round: AccountRound; readonly done: Promise<void> }>();
  private readonly stopping = new AbortController();
  private readonly ending = new AbortController();

  constructor(private readonly parts: Omit<SendWorkerParts, 'stopping' | 'ending' | 'onWoken'>) {
    // Each worker of each account listens.
    setMaxListeners(0, this.stopping.signal, this.ending.signal);
  }

  /** Whether nothing is being sent. */
  get isIdle(): boolean {
    return this.rounds.size === 0;
  }

  pump(): void {
    if (this.stopping.signal.aborted) return;
    for (const account of this.parts.store.index.accounts)
      if (!this.rounds.has(account) && this.hasWork(account)) this.begin(account);
  }

  /**
   * Begins nothing more, and ends what can end without doubt; a body that is out gets time for its answer.
   * @param most the longest this may take, whatever servers do, in milliseconds
   */
  async stop(most = usualStop): Promise<void> {
    this.stopping.abort();
    const rounds = [...this.rounds.values()];
    if (!rounds.some(({ round }) => round.bodyIsOut)) this.ending.abort();
    const all = Promise.all(rounds.map(({ done }) => done)).then(() => undefined);
    await Promise.race([all, this.delay(Math.max(0, most - ending))]);
    if (this.isIdle) return;
    this.ending.abort();
    await Promise.race([all, this.delay(ending)]);
  }

  /** Resolves when all current rounds have ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.rounds.values()].map(({ done }) => done));
  }

  private hasWork(account: string): boolean {
    const { store, cooldowns, holds, clock } = this.parts;
    const queue = store.index.of(account);
    if (hasClaims(queue)) return true;
    const now = clock.now();
    const resting = { has: (id: string) => store.isResting(id) };
    return nextEntry(queue, heldSince({ cooldowns, holds }, account, now), now, resting) !== undefined;
  }

  private begin(account: string): void {
    const [stopping, ending] = [this.stopping.signal, this.ending.signal];
    const round = new AccountRound({ ...this.parts, stopping, ending, onWoken: () => this.pump() }, account);
    const done = round
      .run()
      .catch((error: unknown) => {
        this.parts.log.error(`a round broke off: ${error instanceof Error ? (error.stack ?? error.message) : ''}`);
        this.parts.cooldowns.rest(account, 30_000);
      })
      .finally(() => {
        this.rounds.delete(account);
      });
    this.rounds.set(account, { round, done });
  }

  private delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.parts.scheduler.after(milliseconds, resolve));
  }
}
