import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { shortName } from '../../model/history/entryWords';
import { commandName } from '../editor/commands';
import type { Mute } from '../rule/mute';
import type { RunSources } from '../source/source';
import type { OneShot } from './oneShot';

/** The bell in the status bar: how many runs are mailed when they end because the user asked, and a click to ask. */
export class WatchBar {
  private readonly item = vscode.window.createStatusBarItem(
    'mailWhenDone.watched',
    vscode.StatusBarAlignment.Right,
    89,
  );
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly runs: RunSources,
    private readonly oneShot: OneShot,
    private readonly mute: Mute,
  ) {
    this.item.name = l10n.t('Mail When Done: Watched Runs');
    const show = (): void => this.show();
    this.subscriptions = [runs.onDidChange(show), oneShot.onDidChange(show), mute.onDidChange(show)];
    this.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.item.dispose();
  }

  private show(): void {
    const running = this.runs.running();
    const watched = running.filter(({ id }) => this.oneShot.isAsked(id));
    const { until } = this.mute;
    if (running.length === 0 && until === undefined) {
      this.item.hide();
      return;
    }
    const isMuted = until !== undefined && watched.length === 0;
    this.item.text = isMuted ? '$(bell-slash)' : watched.length > 0 ? `$(bell-dot) ${watched.length}` : '$(bell)';
    this.item.command = isMuted ? commandName('mute') : commandName('mailWhenThisFinishes');
    const muted = until === undefined ? [] : [l10n.t('Mails of rules are muted until {0}.', timeText(until))];
    const lines = (names: string): readonly string[] => [
      ...(watched.length > 0
        ? [l10n.t('Mailed when they finish: {0}', names)]
        : running.length > 0
          ? [l10n.t('Mail me when this finishes: {0}', names)]
          : []),
      ...muted,
    ];
    const names = (watched.length > 0 ? watched : running).map(({ name }) => shortName(name));
    // Command lines have commas of their own.
    this.item.tooltip = lines(names.length > 1 ? ['', ...names].join('\n') : names.join('')).join('\n');
    this.item.accessibilityInformation = { label: lines(names.join(', ')).join(', '), role: 'button' };
    this.item.show();
  }
}

function timeText(moment: number): string {
  return new Intl.DateTimeFormat(vscode.env.language, { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(
    moment,
  );
}
