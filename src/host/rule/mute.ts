import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { muteRule } from '../model/muteRule';
import type { Run } from '../model/run';
import { storedRule } from '../model/storedRule';
import { notice } from './notice';
import type { Settings } from './settings';

const key = 'mailWhenDone.mutedUntil';
const hour = 3_600_000;
/** When *until tomorrow* ends, in hours after midnight. */
const morning = 8;

/** Whether mails of rules are muted, in all windows, and how somebody says so. What was asked for goes all the same. */
export class Mute {
  private readonly changed = new vscode.EventEmitter<void>();
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  /** @param memory of all windows (`globalState`) */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.wait();
    this.tell();
  }

  /** When it ends, in milliseconds since 1970; `undefined` where nothing is muted. */
  get until(): number | undefined {
    const until = this.memory.get<unknown>(key);
    return typeof until === 'number' && until > this.clock.now() ? until : undefined;
  }

  /** Asks for how long. @param run that a notification tells of: it may be muted for good */
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
    await this.memory.update(key, until === 0 ? undefined : until);
    this.wait();
    this.tell();
  }

  /** A rule of its own before all others; the usual ones are written down first, since they count only without any. */
  private async always(run: Run): Promise<void> {
    const before = this.settings.get('rules');
    await this.settings.set('rules', [muteRule(run), ...this.settings.rules()].map(storedRule));
    const undo = l10n.t('Undo');
    const sentence = l10n.t('“{0}” is no longer mailed by rules.', run.name);
    if ((await notice.info(sentence, undo)) === undo) await this.settings.set('rules', before);
  }

  private tell(): void {
    void vscode.commands.executeCommand('setContext', 'mailWhenDone.muted', this.until !== undefined);
    this.changed.fire();
  }

  /** Tells of its end. */
  private wait(): void {
    clearTimeout(this.timer);
    const { until } = this;
    if (until === undefined) return;
    // Looked at again every minute: while a computer sleeps only the time of day goes on.
    this.timer = setTimeout(
      () => {
        if (this.until === undefined) this.tell();
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
