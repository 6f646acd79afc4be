import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { muteRule } from '../../model/rule/rule';
import { storedRule } from '../../model/rule/storedRule';
import type { Run } from '../../model/run/run';
import { setContext } from '../editor/contextKeys';
import { notice } from '../editor/notice';
import type { GlobalStorage } from '../editor/storage';
import type { Settings } from '../settings/settings';

const hour = 3_600_000;
/** The hour at which *until tomorrow* ends. */
const morning = 8;

/** Muting of rules' mails, in all windows. Mails that the user asked for are sent all the same. */
export class Mute {
  private readonly changed = new vscode.EventEmitter<void>();
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly storage: GlobalStorage,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.wait();
    this.notify();
  }

  /** When the mute ends, milliseconds since 1970; `undefined` if nothing is muted. */
  get until(): number | undefined {
    const until: unknown = this.storage.get('mutedUntil');
    return typeof until === 'number' && until > this.clock.now() ? until : undefined;
  }

  /** Asks for how long. @param run of a notification: it may be muted for good */
  async ask(run?: Run): Promise<void> {
    const now = this.clock.now();
    const items = [
      { label: l10n.t('For 1 hour'), until: now + hour },
      { label: l10n.t('Until tomorrow, {0}:00', String(morning)), until: tomorrow(now) },
      ...(run === undefined ? [] : [{ label: l10n.t('Always: “{0}”', run.name), until: undefined }]),
      ...(this.until === undefined ? [] : [{ label: l10n.t('Unmute'), until: 0 }]),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: l10n.t('Mute the mails of rules'),
      placeHolder: l10n.t('What you ask for yourself is mailed all the same'),
    });
    if (chosen === undefined) return;
    if (chosen.until !== undefined) return this.set(chosen.until);
    if (run !== undefined) await this.always(run);
  }

  async unmute(): Promise<void> {
    await this.set(0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  private async set(until: number): Promise<void> {
    await this.storage.set('mutedUntil', until === 0 ? undefined : until);
    this.wait();
    this.notify();
  }

  /**
   * Adds a muting rule before all others. The usual rules are written to the settings, too: they only apply while there
   * are no rules.
   */
  private async always(run: Run): Promise<void> {
    const before = this.settings.get('rules');
    await this.settings.set('rules', [muteRule(run), ...this.settings.rules()].map(storedRule));
    const undo = l10n.t('Undo');
    const sentence = l10n.t('“{0}” is no longer mailed by rules.', run.name);
    if ((await notice.info(sentence, undo)) === undo) await this.settings.set('rules', before);
  }

  private notify(): void {
    void setContext('muted', this.until !== undefined);
    this.changed.fire();
  }

  /** Fires at the end of the mute. */
  private wait(): void {
    clearTimeout(this.timer);
    const { until } = this;
    if (until === undefined) return;
    // Checked at least every minute: while the computer sleeps, only the time of day goes on.
    this.timer = setTimeout(
      () => {
        if (this.until === undefined) this.notify();
        this.wait();
      },
      Math.min(until - this.clock.now() + 100, 60_000),
    );
  }
}

function tomorrow(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, morning).getTime();
}
