import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import {
  runDescription,
  runningDescription,
  runningTooltip,
  runTooltip,
  untilNextTick,
} from '../../model/history/entryWords';
import { filterWords, isFiltering, noFilter, passes, type RunFilter } from '../../model/history/runFilter';
import type { RunEntry } from '../../model/history/runRecord';
import type { Outcome, Run, Running } from '../../model/run/run';
import type { UsualDurations } from '../../model/run/usualDuration';
import type { RunHistory } from '../../notify/history/runHistory';
import { commandName } from '../editor/commands';
import { setContext } from '../editor/contextKeys';
import type { RunOutputs } from '../source/runOutputs';
import type { RunSources } from '../source/source';
import type { OneShot } from './oneShot';

export const runsViewId = 'mailWhenDone.runs';

/** A run as it is shown; its id is what the commands go by. */
export type RunNode = { readonly id: string } & ({ readonly running: Running } | { readonly entry: RunEntry });

export interface RunsViewParts {
  readonly clock: Clock;
  readonly durations: UsualDurations;
  readonly history: RunHistory;
  readonly oneShot: OneShot;
  readonly outputs: RunOutputs;
  readonly runs: RunSources;
}

/** Changes that come together are shown together, within so many milliseconds. */
const pause = 100;

const icons: Readonly<Record<Outcome, vscode.ThemeIcon>> = {
  done: new vscode.ThemeIcon('check', new vscode.ThemeColor('testing.iconPassed')),
  // A colour that high contrast has too.
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  stopped: new vscode.ThemeIcon('debug-stop', new vscode.ThemeColor('disabledForeground')),
  ended: new vscode.ThemeIcon('circle-outline'),
  lost: new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.warningForeground')),
};
const runningIcon = new vscode.ThemeIcon('sync~spin');
/** Of one that goes on and will be mailed. A picture of ours: the bell of Unicode is missing in many fonts. */
const askedIcon = new vscode.ThemeIcon('bell', new vscode.ThemeColor('charts.blue'));

/** The runs in the side bar: what goes on in this window, then what ended last in any. */
export class RunsView implements vscode.TreeDataProvider<RunNode> {
  private readonly changed = new vscode.EventEmitter<RunNode[] | undefined>();
  private readonly view: vscode.TreeView<RunNode>;
  private readonly subscriptions: readonly { dispose(): void }[];
  /** The rows of what runs, as the editor has them. */
  private going: RunNode[] = [];
  private ticking: NodeJS.Timeout | undefined;
  private pending: NodeJS.Timeout | undefined;
  private current = noFilter;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly parts: RunsViewParts) {
    this.view = vscode.window.createTreeView(runsViewId, { treeDataProvider: this });
    const { history, oneShot, runs } = parts;
    const showSoon = (): void => this.showSoon();
    this.subscriptions = [
      history.onDidChange(showSoon),
      runs.onDidChange(showSoon),
      oneShot.onDidChange(showSoon),
      this.view.onDidChangeVisibility(() => this.plan()),
    ];
    this.show();
  }

  get filter(): RunFilter {
    return this.current;
  }

  set filter(filter: RunFilter) {
    this.current = filter;
    this.show();
  }

  async getChildren(parent?: RunNode): Promise<RunNode[]> {
    if (parent !== undefined) return [];
    await this.parts.history.ready();
    return this.rows();
  }

  private rows(): RunNode[] {
    const { history, runs } = this.parts;
    const all = runs.running();
    const running = all.filter((one) => passes(this.current, one));
    // One that was told from outside may still be listed by the editor.
    const going = new Set(all.map(({ id }) => id));
    const ended = history.all().filter(({ run }) => !going.has(run.id) && passes(this.current, run));
    this.going = running.map((one): RunNode => ({ id: one.id, running: one })).reverse();
    return [...this.going, ...ended.map((entry): RunNode => ({ id: entry.run.id, entry }))];
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const item = 'running' in node ? this.runningItem(node.running) : this.endedItem(node.entry);
    item.id = node.id;
    item.command = { command: commandName('goToRun'), title: l10n.t('Go to'), arguments: [node] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.ticking);
    clearTimeout(this.pending);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private runningItem(running: Running): vscode.TreeItem {
    const { clock, durations, oneShot } = this.parts;
    const usual = durations.of(running)?.median;
    const isAsked = oneShot.isAsked(running.id);
    const item = new vscode.TreeItem(running.name);
    item.description = runningDescription(running, usual, isAsked, clock.now());
    item.tooltip = runningTooltip(running, usual, isAsked, vscode.env.language);
    item.iconPath = isAsked ? askedIcon : runningIcon;
    item.contextValue = contextOf('running', running.command);
    item.accessibilityInformation = { label: `${running.name}, ${l10n.t('running')}, ${item.description}` };
    return item;
  }

  private endedItem(entry: RunEntry): vscode.TreeItem {
    const { run, mail } = entry;
    const item = new vscode.TreeItem(run.name);
    item.description = runDescription(entry, this.parts.clock.now(), vscode.env.language);
    item.tooltip = runTooltip(entry, vscode.env.language);
    item.iconPath = icons[run.outcome];
    item.contextValue = contextOf(
      'ended',
      run.command,
      run.source === 'task' ? 'task' : '',
      this.parts.outputs.has(run.id) ? 'output' : '',
      mail === undefined ? '' : 'mail',
    );
    item.accessibilityInformation = { label: `${run.name}, ${outcomeLabel(run)}${item.description}` };
    return item;
  }

  /** The next time at which the elapsed time of what runs is told anew, row by row, as long as somebody sees it. */
  private plan(): void {
    clearTimeout(this.ticking);
    if (!this.view.visible) return;
    const wait = untilNextTick(this.parts.runs.running(), this.parts.clock.now());
    if (wait === undefined) return;
    this.ticking = setTimeout(() => {
      this.changed.fire(this.going);
      this.plan();
    }, wait);
  }

  private showSoon(): void {
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      this.show();
    }, pause);
  }

  private show(): void {
    const filtering = isFiltering(this.current);
    const isEmpty = filtering && this.rows().length === 0;
    // Never deleted: the property is the editor's own setter.
    this.view.message = [filterWords(this.current), isEmpty ? l10n.t('No run is like that.') : '']
      .filter((part) => part !== '')
      .join('\n');
    void setContext('runsFiltered', filtering);
    void setContext('hasRuns', this.parts.history.mayHaveRuns);
    this.changed.fire(undefined);
    this.plan();
  }
}

/** Words that package.json looks for: which actions a run has. */
function contextOf(state: string, command: string, ...more: readonly string[]): string {
  return [state, command === '' ? '' : 'command', ...more].filter((word) => word !== '').join(' ');
}

/** The outcome where the description does not begin with it: a screen reader does not see the icon. */
function outcomeLabel({ outcome, exitCode }: Run): string {
  return outcome === 'failed' && exitCode !== undefined ? `${l10n.t('failed')}, ` : '';
}
