/** What a server answered to a mail that it took. */
export interface Receipt {
  readonly accepted: readonly string[];
  /** Recipients that the server refused while it took the mail for the others, with its words for each. */
  readonly rejected: readonly { readonly address: string; readonly reply: string }[];
  /** The server's last reply, secrets masked, for instance `250 2.0.0 Ok: queued as 4F2`. */
  readonly reply: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at: number;
  /** From opening the connection to the last reply, in milliseconds. */
  readonly duration: number;
}
