import * as l10n from '@vscode/l10n';
import { durationText } from '../model/duration';
import { outcomeWords } from '../model/ruleWords';
import { durationOf, type Run } from '../model/run';
import { shortName } from '../model/runWords';
import { notice } from './notice';

export interface RunToastActions {
  mailNow(run: Run): void;
  mute(run: Run): void;
  /** Somebody has answered: they are there. */
  answered(): void;
}

/** No further one while this one is unanswered, for so many milliseconds: a storm would cover the window. */
const gap = 15_000;

/** Tells in the window that a run has ended whose mail waits for whether somebody is there. */
export class RunToasts {
  private last: { readonly at: number } | undefined;

  constructor(private readonly actions: RunToastActions) {}

  show(run: Run, now: number): void {
    if (this.last !== undefined && now - this.last.at < gap) return;
    const mine = (this.last = { at: now });
    const [mailNow, mute] = [l10n.t('Mail It Now'), l10n.t('Mute…')];
    const sentence = l10n.t(
      '“{0}”: {1} after {2}.',
      shortName(run.name),
      outcomeWords(run.outcome),
      durationText(durationOf(run)),
    );
    const tell = run.outcome === 'failed' ? notice.warning : notice.info;
    // Not awaited by anybody: one that nobody answers stays open for good.
    void tell(sentence, mailNow, mute).then((chosen) => {
      if (this.last === mine) this.last = undefined;
      if (chosen === undefined) return;
      if (chosen === mailNow) this.actions.mailNow(run);
      else this.actions.mute(run);
      this.actions.answered();
    });
  }
}
