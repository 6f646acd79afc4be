import type { ParsedMail } from '../model/letter/message';

/** What is known about a preview beside the mail itself. */
export interface PreviewFacts {
  /** Its run is made up. */
  readonly isSample: boolean;
  /** It would show what the run printed, which is no longer kept. */
  readonly isOutputLost: boolean;
  /** The recipients that would get the run's output and that the user has not approved for it. */
  readonly unapproved: readonly string[];
}

/** A mail as its page shows it. */
export interface ShownMail {
  readonly mail: ParsedMail;
  /** Set if the mail is a preview. */
  readonly preview?: PreviewFacts | undefined;
}

/** What the page of a mail can request. */
export interface MailRequests {
  /** `undefined`: the mail was deleted meanwhile. */
  ready: { params: null; result: ShownMail | undefined };
  /** Approve the recipients of the preview for the output of runs. */
  approve: { params: null; result: PreviewFacts | undefined };
  /** Open the text of an attachment in an editor. `place` counts from 0. */
  openAttachment: { params: { readonly place: number }; result: null };
}

/** The page of a mail gets no events. */
export type MailEvents = Record<string, never>;
