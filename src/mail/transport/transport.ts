import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Progress, Transcript } from '../../model/failure/attempt';
import type { Receipt } from '../../model/failure/receipt';
import type { Failure } from '../../model/failure/failure';
import type { Message } from '../../model/letter/message';

/** One attempt to send one mail. */
export interface Attempt {
  readonly message: Message;
  /** Names the server and how to reach it; its host and port are those to connect to. */
  readonly account: Account;
  /** `undefined` for an account without authentication. Refused unless it is bound to this account. */
  readonly credential: Credential | undefined;
  /** The proxy to connect through. Ignored for a server on this computer. */
  readonly proxy?: Proxy | undefined;
  /** Ends the attempt; it then fails with the cause `cancelled`, or `inDoubt` once the body is on its way. */
  readonly signal?: AbortSignal;
  /** Called for every step and every line as they happen, each time with the whole state. */
  readonly onProgress?: (progress: Progress, transcript: Transcript) => void;
  /**
   * Awaited before a connection is opened and signed in for this mail; not called if one is open already. If it
   * rejects, nothing is tried and the attempt fails with the cause `cancelled`.
   */
  readonly beforeOpen?: () => Promise<void>;
  /**
   * Awaited before the first byte of the body is sent: after the server's 354, or before the envelope where envelope
   * and body are sent together (CHUNKING). From then until the last reply it is unknown who is responsible for the mail
   * (RFC 1047). If it rejects, no byte of the body is sent, the connection is closed and the attempt fails with the
   * cause `cancelled`. `send` resolves only after it has settled.
   */
  readonly beforeBody?: () => Promise<void>;
  /**
   * `beforeBody` may already be awaited before the envelope, over a connection that answered within the last 30
   * seconds: mails that are sent in parallel then wait for it together. As with CHUNKING, a connection that turns out
   * to be dead is then not replaced.
   */
  readonly asksEarly?: boolean;
  /**
   * The mail was tried before: what it can do without is left out of the dialogue, since that may be what failed
   * (PIPELINING, CHUNKING).
   */
  readonly isRetry?: boolean;
  /** Opens its own connection with a full TLS handshake, as a test of settings should, and closes it afterwards. */
  readonly fresh?: boolean;
}

/** How an attempt ended. An attempt never throws: everything that goes wrong is a failure. */
export type Attempted = (
  { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly failure: Failure }
) & {
  readonly progress: Progress;
  readonly transcript: Transcript;
};

/** A way to hand mail to a server. */
export interface Transport {
  send(attempt: Attempt): Promise<Attempted>;
  /**
   * Opens a connection and signs in ahead of a mail, and keeps the connection for `keepMs` milliseconds. Does nothing
   * if that fails: the mail will report it. Never rejects.
   */
  open?(account: Account, credential: Credential | undefined, keepMs: number, proxy?: Proxy): Promise<void>;
}
