import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import type { Running } from '../model/run';
import { shortName } from '../model/runWords';
import type { Notifier } from '../outbox/notifier';
import { notice } from './notice';
import { pickRunning } from './runPick';
import type { RunWatches } from './runWatches';

/** *Mail Me When This Finishes*: a mail about one run, whatever the rules say. */
export class OneShot {
  private readonly changed = new vscode.EventEmitter<void>();
  /** What is asked for has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runs: RunWatches,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  isAsked(id: string): boolean {
    return this.notifier.isAsked(id);
  }

  /**
   * Asks for the mail, or takes that back where it was asked for.
   * @param about what the editor hands over: the terminal of a tab, the notebook of a toolbar, one of our own rows; from
   * the palette nothing, and the user chooses among all that runs
   */
  async toggle(about: unknown): Promise<void> {
    const running = this.runs.running();
    const here = await this.runsOf(about, running);
    const run = here?.length === 1 ? here[0] : await this.choose(here ?? running, here !== undefined);
    if (run === undefined) return;
    if (!this.runs.running().some(({ id }) => id === run.id))
      throw new Error(l10n.t('“{0}” has ended meanwhile.', shortName(run.name)));
    const isAsked = this.notifier.mailWhenDone(run.id);
    void notice.info(
      isAsked
        ? l10n.t('You will get a mail when “{0}” finishes.', shortName(run.name))
        : l10n.t('You will get no mail about “{0}”, unless a rule asks for one.', shortName(run.name)),
    );
  }

  /** Asks for the mail about the run with this id. */
  ask(id: string): void {
    if (!this.isAsked(id)) this.notifier.mailWhenDone(id);
  }

  /** Takes that back. */
  takeBack(id: string): void {
    if (this.isAsked(id)) this.notifier.mailWhenDone(id);
  }

  /** What is asked for has changed, by whoever did it: another window may have left its wishes to this one. */
  told(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async choose(running: readonly Running[], isHere: boolean): Promise<Running | undefined> {
    if (isHere && running.length === 0) {
      void notice.info(l10n.t('Nothing runs here now. Start something first; then ask to be mailed.'));
      return undefined;
    }
    return pickRunning(running, ({ id }) => this.isAsked(id), this.clock.now());
  }

  /** What runs in the terminal or the notebook that was clicked; `undefined` where nothing of the kind was. */
  private async runsOf(about: unknown, running: readonly Running[]): Promise<readonly Running[] | undefined> {
    const terminal = terminalOf(about);
    if (terminal !== undefined) {
      const pid = await terminal.processId;
      return running.filter((run) => pid !== undefined && (run.place?.terminal === pid || run.pid === pid));
    }
    const document = documentOf(about);
    if (document !== undefined) return running.filter(({ place }) => place?.document === document);
    const id = (about as { id?: unknown } | undefined)?.id;
    return typeof id === 'string' ? running.filter((run) => run.id === id) : undefined;
  }
}

/** The editor hands over the terminal itself; where a tab of the list was clicked, the one that is selected. */
function terminalOf(about: unknown): vscode.Terminal | undefined {
  const isTerminal = typeof about === 'object' && about !== null && 'processId' in about && 'shellIntegration' in about;
  return isTerminal ? (about as vscode.Terminal) : undefined;
}

/** From the toolbar of a notebook. */
function documentOf(about: unknown): string | undefined {
  const editor = (about as { notebookEditor?: { notebookUri?: vscode.Uri } } | undefined)?.notebookEditor;
  return editor?.notebookUri?.toString();
}
