import type { Account, Credential } from '../model/account';
import type { Failure } from '../model/failure';
import type { Message } from '../model/message';
import type { Proxy } from '../model/proxy';
import type { Receipt } from '../model/receipt';
import type { Progress } from '../model/step';
import type { Transcript } from '../model/transcript';

/** One attempt to send one mail. */
export interface Attempt {
  readonly message: Message;
  /** Says which server and how; its host and port are those to connect to. */
  readonly account: Account;
  /** `undefined` where the account signs in to nothing. Refused unless it is bound to this very account. */
  readonly credential: Credential | undefined;
  /** What to connect through. Passed over for a server on this computer. */
  readonly proxy?: Proxy | undefined;
  /** Ends the attempt; it then fails with the cause `cancelled`, or `inDoubt` once the body is on its way. */
  readonly signal?: AbortSignal;
  /** Hears of every step and every line as they happen, each time with the whole state. */
  readonly onProgress?: (progress: Progress, transcript: Transcript) => void;
  /**
   * Awaited before a connection is opened for this mail, to connect and sign in; not where one is open already. When it
   * rejects, nothing is tried and the attempt fails with the cause `cancelled`.
   */
  readonly beforeOpen?: () => Promise<void>;
  /**
   * Awaited before the first byte of the body goes out: once the server asks for it with 354, or before the envelope where
   * envelope and body go out together (CHUNKING). From there on nobody knows who has the mail until the last reply (RFC
   * 1047). When it rejects, no byte of the body goes out, the connection is closed and the attempt fails with the cause
   * `cancelled`. `send` answers only when it has settled.
   */
  readonly beforeBody?: () => Promise<void>;
  /**
   * `beforeBody` may be awaited before the envelope already, over a connection that was heard within 30 seconds: several
   * mails that are sent side by side then wait for it together. A connection that turns out to be dead is then not
   * replaced, as with CHUNKING.
   */
  readonly asksEarly?: boolean;
  /** Opens a connection of its own with a full TLS handshake, as a test of settings should, and closes it afterwards. */
  readonly fresh?: boolean;
}

/** How an attempt ended. It never throws: whatever goes wrong is a failure. */
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
   * Opens a connection and signs in ahead of a mail, and keeps it for `patience` milliseconds. Does nothing where that does
   * not work: the mail will tell. Never rejects.
   */
  open?(account: Account, credential: Credential | undefined, patience: number, proxy?: Proxy): Promise<void>;
}
