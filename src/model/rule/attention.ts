/** How long after the last input the editor says that its window is no longer active, in milliseconds; measured. */
const activeFor = 62_000;

/**
 * Whether somebody is at this window. The editor tells inputs only here and there; besides, it tells whether the window has
 * the focus and whether there was any input within the last minute. Focus alone is no presence. Times are in milliseconds
 * since 1970.
 */
export class Attention {
  private isFocused = true;
  private isActive = true;
  /** The last moment at which somebody was certainly there. */
  private seen: number;
  /** Since when the window is said to be active, without a break. */
  private activeSince: number;

  constructor(now: number) {
    this.seen = now;
    this.activeSince = now;
  }

  /** A key or a click. */
  input(now: number): void {
    this.seen = Math.max(this.seen, now);
  }

  /** The editor tells the state of its window anew. */
  state(state: { readonly focused: boolean; readonly active: boolean }, now: number): void {
    if (state.focused && state.active && !(this.isFocused && this.isActive)) {
      // Only a person brings the focus or the activity back.
      this.seen = now;
      this.activeSince = now;
    }
    // Whoever turns to another window was there until now; a screen that locks itself does so long after the last input.
    if (!state.focused && this.isFocused && this.isActive) this.seen = now;
    this.isFocused = state.focused;
    this.isActive = state.active;
  }

  /** @param after seconds without input after which nobody is there */
  isAway(after: number, now: number): boolean {
    if (!this.isFocused) return true;
    // While it is active, there was an input within the last minute, which we need not have heard of.
    if (this.isActive) return false;
    return now - this.seen > after * 1000;
  }

  /** Whether somebody was there after that moment; `undefined` where that is not known yet, see `knownAt`. */
  wasSeenSince(moment: number, now: number): boolean | undefined {
    if (this.seen > moment) return true;
    if (!this.isFocused || !this.isActive) return false;
    return now >= knownAt(moment) && this.activeSince <= moment ? true : undefined;
  }
}

/** When it is known at the latest whether there was an input after that moment. */
export function knownAt(moment: number): number {
  return moment + activeFor;
}
