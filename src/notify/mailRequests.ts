import { Emitter } from '../model/emitter';

/** Why the end of a run is mailed, regardless of rules. */
export interface MailRequest {
  /** The user asked for a mail about this very run. */
  readonly asked: boolean;
  /** Its recipients got a mail that it is still going, so its end is mailed too. */
  readonly told: boolean;
}

/** How many ended runs are remembered, so that one reported twice is mailed once. */
const maxOver = 500;

/** Which runs still going are mailed when they end, besides those that rules choose. */
export class MailRequests {
  private readonly asked = new Set<string>();
  private readonly told = new Set<string>();
  private readonly over = new Set<string>();
  private readonly changed = new Emitter<string>();
  /** A mail about the end of the run with this id was requested, or is no longer. */
  readonly onDidChange = this.changed.event;

  /**
   * Asks for a mail when the run with this id ends; asking again cancels that. Returns whether a mail is now asked for:
   * never for a run that has ended.
   */
  toggle(id: string): boolean {
    if (this.over.has(id)) return false;
    const isAsked = !this.asked.delete(id);
    if (isAsked) this.asked.add(id);
    this.changed.fire(id);
    return isAsked;
  }

  /** Asks for a mail when the run with this id ends, or cancels that. */
  ask(id: string, isWanted = true): void {
    if (this.isAsked(id) !== isWanted) this.toggle(id);
  }

  /** A mail said that the run with this id is still going: its end is mailed too. Returns whether it goes on. */
  mailTheEnd(id: string): boolean {
    if (this.over.has(id)) return false;
    this.told.add(id);
    this.changed.fire(id);
    return true;
  }

  /** Whether the user asked for a mail about the run with this id. */
  isAsked(id: string): boolean {
    return this.asked.has(id);
  }

  /** Whether a mail said that the run with this id is still going. */
  isTold(id: string): boolean {
    return this.told.has(id);
  }

  /** The run with this id has ended. Returns what was requested of it; `undefined` if it had ended before. */
  close(id: string): MailRequest | undefined {
    if (this.over.has(id)) return undefined;
    this.over.add(id);
    for (const oldest of this.over) {
      if (this.over.size <= maxOver) break;
      this.over.delete(oldest);
    }
    return { asked: this.asked.delete(id), told: this.told.delete(id) };
  }
}
