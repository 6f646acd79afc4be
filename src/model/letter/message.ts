/** Who a mail goes from and to on the wire (RFC 5321 section 2.3.1): bare addresses, each one checked beforehand. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** What a mail says, before it is frozen into bytes. Both bodies tell the same. */
export interface Letter {
  readonly envelope: Envelope;
  readonly senderName: string;
  readonly replyTo: string | undefined;
  /** When true the recipients stand in the envelope only, not in the mail's own headers. */
  readonly bcc: boolean;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly Attachment[];
  /** The conversation that it belongs to; left out where it stands alone. */
  readonly thread?: Thread;
}

/** A text file that goes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly text: string;
}

/** A conversation of mails about the same thing (RFC 5322 section 3.6.4). */
export interface Thread {
  /** Letters and digits that are the same for all mails of the conversation, and for no other one. */
  readonly key: string;
  /** The Message-ID of its last mail, in angle brackets. */
  readonly inReplyTo?: string;
}

/** Frozen bytes of one mail. Every attempt to send it sends these same bytes. */
export interface Message {
  /** Our own id of the mail, also in its `X-Mail-When-Done-Id` header: some servers replace the Message-ID. */
  readonly id: string;
  /** RFC 5322 `Message-ID`, with its angle brackets. */
  readonly messageId: string;
  readonly subject: string;
  readonly envelope: Envelope;
  /** The `Date` of the mail, in milliseconds since 1970. */
  readonly date: number;
  /** The whole mail as RFC 5322 text, lines ended by CRLF. */
  readonly raw: Uint8Array;
}
