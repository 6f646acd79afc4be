import { errorMessage } from '../model/unknown';
/** A handler for every request of a page; a missing one does not compile. */
export type Handlers<Requests> = {
  [Name in keyof Requests]: Requests[Name] extends { params: infer Params; result: infer Result }
    ? (params: Params) => Result | Promise<Result>
    : never;
};

interface FromPage {
  readonly kind: 'request';
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
}

type ToPage =
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly name: string; readonly params: unknown };

type Post = (message: unknown) => void;

/** The page's half: sends requests, waits for their answers, receives events. */
export class Client<Requests, Events> {
  private readonly waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  private readonly listeners = new Map<string, (params: never) => void>();
  private lastId = 0;

  constructor(private readonly post: Post) {}

  /** Rejects with the extension's message if it refuses. */
  request<Name extends keyof Requests & string>(
    name: Name,
    params: (Requests[Name] & { params: unknown; result: unknown })['params'],
  ): Promise<(Requests[Name] & { params: unknown; result: unknown })['result']> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ kind: 'request', id, name, params } satisfies FromPage);
    });
  }

  on<Name extends keyof Events & string>(name: Name, listener: (params: Events[Name]) => void): void {
    this.listeners.set(name, listener);
  }

  /** Takes the data of the window's `message` event; foreign messages are ignored. */
  receive(message: unknown): void {
    if (!isToPage(message)) return;
    if (message.kind === 'event') {
      this.listeners.get(message.name)?.(message.params as never);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === 'reply') waiting?.resolve(message.result as never);
    else waiting?.reject(new Error(message.message));
  }
}

/** The extension's half: answers requests, emits events. An error in a handler is sent back as its message. */
export class Server<Requests, Events> {
  constructor(
    private readonly post: Post,
    private readonly handlers: Handlers<Requests>,
  ) {}

  emit<Name extends keyof Events & string>(name: Name, params: Events[Name]): void {
    this.post({ kind: 'event', name, params } satisfies ToPage);
  }

  async receive(message: unknown): Promise<void> {
    if (!isFromPage(message)) return;
    const handler = Object.hasOwn(this.handlers, message.name)
      ? (this.handlers as Record<string, (params: unknown) => unknown>)[message.name]
      : undefined;
    try {
      if (handler === undefined) throw new Error(`Unknown request ${message.name}`);
      const result = await handler(message.params);
      this.post({ kind: 'reply', id: message.id, result } satisfies ToPage);
    } catch (error) {
      const sentence = errorMessage(error);
      this.post({ kind: 'refusal', id: message.id, message: sentence } satisfies ToPage);
    }
  }
}

function isFromPage(message: unknown): message is FromPage {
  return hasKind(message) && message.kind === 'request';
}

function isToPage(message: unknown): message is ToPage {
  return hasKind(message) && ['reply', 'refusal', 'event'].includes(message.kind);
}

function hasKind(message: unknown): message is { kind: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string';
}
