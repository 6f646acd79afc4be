/** What others can listen to: the shape of the editor's own events, without the editor. */
export type Event<Value> = (listener: (value: Value) => unknown) => { dispose(): void };

/**
 * Reports things that happen to everything that is interested. Listeners are called in the order in which they
 * subscribed, before `fire` returns; one that throws does not stop the others.
 */
export class Emitter<Value = void> {
  private readonly listeners = new Set<{ readonly hear: (value: Value) => unknown }>();

  /** @param onError gets what a listener throws; without it, that is an uncaught error */
  constructor(private readonly onError: (error: unknown) => void = throwLater) {}

  readonly event: Event<Value> = (hear) => {
    const listener = { hear };
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  /** Whether anybody listens. */
  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  fire(value: Value): void {
    for (const { hear } of [...this.listeners])
      try {
        hear(value);
      } catch (error) {
        this.onError(error);
      }
  }

  /** Removes all listeners. */
  dispose(): void {
    this.listeners.clear();
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
