import { errorMessage } from '../../../src/model/unknown';

/** What an auto-save needs of the page. */
export interface AutoSaveScreen {
  refresh(): void;
  /** Shows what went wrong; `undefined` removes it. */
  showError(sentence: string | undefined): void;
}

/** How long typing has to pause before it is saved. */
const typingPauseMs = 400;

/**
 * Saves edits, one state after the other. The page shows an edit at once, as `pending`; an edit that the extension
 * refuses to save stays pending and is saved with the next one. Knows no DOM.
 */
export class AutoSave<State> {
  private unsaved: State | undefined;
  private saving: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly save: (state: State) => Promise<unknown>,
    private readonly screen: AutoSaveScreen,
  ) {}

  /** The edited state until it is saved. */
  get pending(): State | undefined {
    return this.unsaved;
  }

  /** Takes a change made by one click and saves it at once. */
  change(state: State): void {
    this.set(state);
    void this.flush();
  }

  /** Takes a change made by typing, which is saved when no other follows for a moment. */
  type(state: State): void {
    this.set(state);
    this.timer = setTimeout(() => void this.flush(), typingPauseMs);
  }

  /** Saves what is pending now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.saving ??= this.attempt(() => this.saveAll()).finally(() => (this.saving = undefined));
    return this.saving;
  }

  /** Does something that needs everything saved first. If saving is refused, nothing is done: the screen shows why. */
  async afterSaving(work: () => Promise<unknown>): Promise<void> {
    await this.flush();
    if (this.unsaved === undefined) await this.attempt(work);
  }

  /** Does something and shows why it failed. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.screen.showError(undefined);
    } catch (error) {
      this.screen.showError(errorMessage(error));
    }
    this.screen.refresh();
  }

  private set(state: State): void {
    clearTimeout(this.timer);
    this.unsaved = state;
    this.screen.refresh();
  }

  private async saveAll(): Promise<void> {
    while (this.unsaved !== undefined) {
      const state = this.unsaved;
      await this.save(state);
      if (this.unsaved === state) this.unsaved = undefined;
    }
  }
}
