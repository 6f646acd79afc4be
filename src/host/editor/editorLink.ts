import { systemScheduler } from '../../system/scheduler';
import { within } from '../../system/within';
import { setContext } from './contextKeys';

/** Milliseconds an editor may take to answer. */
const timeoutMs = 5_000;

/**
 * The connection between the extension host and its editor. Measured: after the browser was killed or the laptop
 * closed, the extension host lives on for hours, gets no more events and no answers.
 */
export class EditorLink {
  private asking: Promise<unknown> | undefined;

  async isThere(): Promise<boolean> {
    // One question at a time: each stays in memory until the editor comes back.
    this.asking ??= Promise.resolve(setContext('editorAnswers', true))
      // A refusal is an answer.
      .catch(() => undefined)
      .finally(() => (this.asking = undefined));
    return (
      (await within(
        systemScheduler,
        timeoutMs,
        this.asking.then(() => true),
      )) ?? false
    );
  }
}
