/** A mail of the sandbox inbox, ready to be shown. */
export interface SandboxMail {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  readonly at: number;
  readonly html: string;
  readonly text: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly source: string;
  readonly attachments: readonly MailAttachment[];
}

/** A file that came with a mail; `size` in bytes. */
export interface MailAttachment {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** What it says, where it is text. */
  readonly text?: string;
}
