/** Times are in milliseconds. */
export interface HoldPlan {
  /** How long a rule's mail waits for whether somebody comes back. */
  readonly grace: number;
  /** Mails about runs that end within this of one another become one. */
  readonly digest: number;
  /** When the quiet hours end that hold now, since 1970. */
  readonly quietUntil: number | undefined;
  /** How many mails of rules may go on one day; 0: any number. */
  readonly perDay: number;
}
