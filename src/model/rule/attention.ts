/** How long after the last input the editor reports its window as inactive, in milliseconds; measured. */
const activeForMs = 62_000;

/**
 * Whether somebody is at this window. The editor reports only some inputs, whether the window has the focus, and
 * whether there was any input within the last minute. Focus alone is not presence. Times are in milliseconds since
 * 1970.
 */
export class Attention {
  private isFocused = true;
  private isActive = true;
  /** The last time that somebody was certainly there. */
  private seen: number;
  /** Since when the window has been active without a break. */
  private activeSince: number;

  constructor(now: number) {
    this.seen = now;
    this.activeSince = now;
  }

  /** Takes a key press or a click. */
  input(now: number): void {
    this.seen = Math.max(this.seen, now);
  }

  /** Takes a new state of the editor's window. */
  state(state: { readonly focused: boolean; readonly active: boolean }, now: number): void {
    if (state.focused && state.active && !(this.isFocused && this.isActive)) {
      // Only a person can bring back focus or activity.
      this.seen = now;
      this.activeSince = now;
    }
    // A user who switches to another window was there until now; a screen that locks itself does so long after the
    // last input.
    if (!state.focused && this.isFocused && this.isActive) this.seen = now;
    this.isFocused = state.focused;
    this.isActive = state.active;
  }

  /** @param after seconds without input after which nobody is considered present */
  isAway(after: number, now: number): boolean {
    if (!this.isFocused) return true;
    // While the window is active, there was an input within the last minute, perhaps one that was not reported.
    if (this.isActive) return false;
    return now - this.seen > after * 1000;
  }

  /** Whether somebody was there after that time; `undefined` if that is not known yet, see `knownAt`. */
  wasSeenSince(moment: number, now: number): boolean | undefined {
    if (this.seen > moment) return true;
    if (!this.isFocused || !this.isActive) return false;
    return now >= knownAt(moment) && this.activeSince <= moment ? true : undefined;
  }
}

/** When it is known at the latest whether there was an input after that time. */
export function knownAt(moment: number): number {
  return moment + activeForMs;
}
