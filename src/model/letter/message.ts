import type { ExtraHeader } from '../account/extraHeader';

/** The sender and recipients of a mail on the wire (RFC 5321 section 2.3.1): bare addresses, already checked. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** A mail before it is frozen into bytes. Its text and its HTML say the same. */
export interface Letter {
  readonly envelope: Envelope;
  readonly senderName: string;
  readonly replyTo: string | undefined;
  /** Those of the recipients that are in the header Cc, and those that are in no header; the others are in To. */
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Headers of the user's own. */
  readonly extraHeaders?: readonly ExtraHeader[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly Attachment[];
  /** The thread that it belongs to; left out if it stands alone. */
  readonly thread?: Thread;
}

/** A text file attached to a mail. */
export interface Attachment {
  readonly filename: string;
  readonly text: string;
}

/** A thread of mails about the same thing (RFC 5322 section 3.6.4). */
export interface Thread {
  /** Letters and digits that are the same for all mails of the thread, and unique to it. */
  readonly key: string;
  /** The Message-ID of its last mail, in angle brackets. */
  readonly inReplyTo?: string;
}

/** The frozen bytes of one mail. Every attempt to send it sends the same bytes. */
export interface Message {
  /** Our own id of the mail, also in its `X-Mail-When-Done-Id` header: some servers replace the Message-ID. */
  readonly id: string;
  /** RFC 5322 `Message-ID`, with its angle brackets. */
  readonly messageId: string;
  readonly subject: string;
  readonly envelope: Envelope;
  /** The `Date` of the mail, in milliseconds since 1970. */
  readonly date: number;
  /** The whole mail as RFC 5322 text with CRLF line ends. */
  readonly raw: Uint8Array;
}

/** A parsed mail, ready to be shown. */
export interface ParsedMail {
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

/** An attachment of a parsed mail; `size` in bytes. */
export interface MailAttachment {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Its content, if it is text. */
  readonly text?: string;
}
