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
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
}
