/**
 * Delays changes of layout while a mouse button is down. Without it, the error text that appears when a field loses
 * the focus would push away the button that is being clicked.
 */
export class PointerGuard {
  private isDown = false;
  private waiting: (() => void) | undefined;

  constructor() {
    window.addEventListener('pointerdown', () => (this.isDown = true), { capture: true });
    const up = (): void => {
      this.isDown = false;
      // The click event comes first.
      setTimeout(() => {
        const { waiting } = this;
        this.waiting = undefined;
        waiting?.();
      });
    };
    window.addEventListener('pointerup', up, { capture: true });
    window.addEventListener('pointercancel', up, { capture: true });
  }

  /** Calls back at once, or when the button is up again, and then only the last of several callbacks. */
  whenUp(callback: () => void): void {
    this.waiting = this.isDown ? callback : undefined;
    if (!this.isDown) callback();
  }
}
