import * as l10n from '@vscode/l10n';
import type { Clock } from '../../model/clock';
import { shortName } from '../../model/history/entryWords';
import { durationOf, type Run } from '../../model/run/run';
import { outcomeWords } from '../../model/run/runWords';
import { durationText } from '../../model/timeText';
import type { DeferredMails } from '../../notify/deferral/deferredMails';
import { notice } from '../editor/notice';
import type { RecentLog } from '../editor/recentLog';
import { offerReload } from '../editor/reloadOffer';
import type { Mute } from '../rule/mute';
import type { Settings } from '../settings/settings';
import type { AttentionWatch } from './attentionWatch';

export interface RunToastsParts {
  readonly attention: AttentionWatch;
  readonly clock: Clock;
  readonly deferred: Pick<DeferredMails, 'onDidWait' | 'sendNow'>;
  readonly mute: Mute;
  readonly settings: Settings;
}

/** No further notification while this one is unanswered, for so many milliseconds: a storm would cover the window. */
const quietMs = 15_000;

/** Notifies in the window that a run has ended whose mail waits for whether the user is there. */
export class RunToasts {
  private readonly listener: { dispose(): void };
  private last: { readonly at: number } | undefined;

  constructor(private readonly parts: RunToastsParts) {
    this.listener = parts.deferred.onDidWait(({ run }) => {
      if (parts.settings.get('graceSeconds') > 0) this.show(run);
    });
  }

  dispose(): void {
    this.listener.dispose();
  }

  private show(run: Run): void {
    const { attention, clock, deferred, mute } = this.parts;
    const now = clock.now();
    if (this.last !== undefined && now - this.last.at < quietMs) return;
    const mine = (this.last = { at: now });
    const [mailNow, muteIt] = [l10n.t('Mail It Now'), l10n.t('Mute…')];
    const sentence = l10n.t(
      '“{0}”: {1} after {2}.',
      shortName(run.name),
      outcomeWords(run.outcome),
      durationText(durationOf(run)),
    );
    const notify = run.outcome === 'failed' ? notice.warning : notice.info;
    // Not awaited: one that nobody answers stays open for good.
    void notify(sentence, mailNow, muteIt).then((chosen) => {
      if (this.last === mine) this.last = undefined;
      if (chosen === undefined) return;
      if (chosen === mailNow) void deferred.sendNow(run.id);
      else void mute.ask(run);
      // A user who answers is there.
      attention.input();
    });
  }
}

let unwrittenIsOpen = false;

/**
 * Reports that the mail about a run could not be written, for instance because an update has removed the extension from
 * under this window. Once while nobody answers: then it counts for every run.
 */
export async function showUnwritten(run: Run, log: Pick<RecentLog, 'show'>): Promise<void> {
  if (unwrittenIsOpen) return;
  unwrittenIsOpen = true;
  const sentence = l10n.t(
    'The mail about “{0}” could not be written. It will be once this window is reloaded.',
    shortName(run.name),
  );
  await offerReload(sentence, log);
  unwrittenIsOpen = false;
}
