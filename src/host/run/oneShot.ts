import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { shortName } from '../../model/history/entryWords';
import { oneLine } from '../../model/oneLine';
import type { Running } from '../../model/run/run';
import { sourceWord } from '../../model/run/runWords';
import { durationText } from '../../model/timeText';
import type { MailRequests } from '../../notify/mailRequests';
import { systemScheduler } from '../../system/scheduler';
import { withinHearing } from '../../system/within';
import { notice } from '../editor/notice';
import type { RunSources } from '../source/source';

/** How long the shell of a terminal may take to start, in milliseconds. */
const startMs = 1_500;

/** Lets the user choose among what runs now. Choosing one that is already `watched` cancels its mail. */
export async function pickRunning(
  running: readonly Running[],
  watched: (run: Running) => boolean,
  now: number,
): Promise<Running | undefined> {
  if (running.length === 0) {
    void notice.info(
      l10n.t('Nothing is running. Start a task, a terminal command, a debug session or a notebook first.'),
    );
    return undefined;
  }
  const items = running.map((run) => ({
    label: watched(run) ? `$(bell) ${labelOf(run)}` : labelOf(run),
    description: `${sourceWord(run.source)}, ${l10n.t('for {0}', durationText(now - run.startedAt))}`,
    detail: watched(run) ? l10n.t('You will be mailed. Choose it to cancel that.') : '',
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Mail me when this finishes'),
    placeHolder: l10n.t('Choose what to wait for'),
    matchOnDescription: true,
  });
  return chosen?.run;
}

/** In a label the editor makes an icon of `$(date)`, which means something else to a shell. */
function labelOf({ name }: Running): string {
  return oneLine(name).replaceAll('$(', '\\$(');
}

/** *Mail Me When This Finishes*: a mail about one run, whatever the rules say. */
export class OneShot {
  constructor(
    private readonly runs: RunSources,
    private readonly requests: MailRequests,
    private readonly clock: Clock,
    /** Resolves once it is known what goes on from earlier windows, a moment after this one has opened. */
    private readonly known: Promise<void>,
  ) {}

  /** Something was requested or cancelled, perhaps by an earlier window, which left its requests to this one. */
  get onDidChange(): MailRequests['onDidChange'] {
    return this.requests.onDidChange;
  }

  isAsked(id: string): boolean {
    return this.requests.isAsked(id);
  }

  /**
   * Asks for the mail, or takes that back if it was asked for.
   * @param about what the editor hands over: the terminal of a tab, the notebook of a toolbar, one of our own rows;
   * nothing from the palette, and the user chooses among everything that runs
   */
  async toggle(about: unknown): Promise<void> {
    await this.known;
    const running = this.runs.running();
    const here = await this.runsOf(about, running);
    const nothing = here?.length === 0 ? await nothingHere(terminalOf(about)) : undefined;
    const run = here?.length === 1 ? here[0] : await this.choose(here ?? running, nothing);
    if (run === undefined) return;
    if (!this.runs.running().some(({ id }) => id === run.id))
      throw new Error(l10n.t('“{0}” has ended meanwhile.', shortName(run.name)));
    const isAsked = this.requests.toggle(run.id);
    void notice.info(
      isAsked
        ? l10n.t('You will get a mail when “{0}” finishes.', shortName(run.name))
        : l10n.t('You will get no mail about “{0}”, unless a rule asks for one.', shortName(run.name)),
    );
  }

  /** Asks for the mail about the run with this id. */
  ask(id: string): void {
    this.requests.ask(id);
  }

  /** Takes that back. */
  takeBack(id: string): void {
    this.requests.ask(id, false);
  }

  /** @param nothing says that nothing runs in the place that was clicked, if one was */
  private async choose(running: readonly Running[], nothing: string | undefined): Promise<Running | undefined> {
    if (nothing !== undefined) {
      void notice.info(nothing);
      return undefined;
    }
    return pickRunning(running, ({ id }) => this.isAsked(id), this.clock.now());
  }

  /** What runs in the terminal or the notebook that was clicked; `undefined` if neither was. */
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

/** That nothing runs in a terminal or a notebook, as far as can be known. */
export async function nothingHere(terminal: vscode.Terminal | undefined): Promise<string> {
  if (terminal === undefined || (await hasIntegration(terminal)))
    return l10n.t('Nothing runs here now. Start something first; then ask to be mailed.');
  return l10n.t(
    'Nothing can be seen to run here: the shell of this terminal ({0}) does not report its commands to the editor. bash, zsh, fish and PowerShell do, with shell integration.',
    shellName(terminal),
  );
}

/** Whether its shell reports commands; one that is just starting says so in a moment. */
async function hasIntegration(terminal: vscode.Terminal): Promise<boolean> {
  if (terminal.shellIntegration !== undefined) return true;
  let listener: vscode.Disposable | undefined;
  const activation = new Promise<true>((resolve) => {
    listener = vscode.window.onDidChangeTerminalShellIntegration((change) => {
      if (change.terminal === terminal) resolve(true);
    });
  });
  const isActive = await withinHearing(systemScheduler, startMs, activation);
  listener?.dispose();
  return isActive === true;
}

/** The program that a terminal was opened with. The editor knows some shells itself. */
function shellName({ state, creationOptions, name }: vscode.Terminal): string {
  const path = 'shellPath' in creationOptions ? creationOptions.shellPath : undefined;
  return state.shell ?? path?.split(/[\\/]/).at(-1) ?? name;
}

/** The editor hands over the terminal itself; for a tab of the list, the selected one. */
function terminalOf(about: unknown): vscode.Terminal | undefined {
  const isTerminal = typeof about === 'object' && about !== null && 'processId' in about && 'shellIntegration' in about;
  return isTerminal ? (about as vscode.Terminal) : undefined;
}

/** From the toolbar of a notebook. */
function documentOf(about: unknown): string | undefined {
  const editor = (about as { notebookEditor?: { notebookUri?: vscode.Uri } } | undefined)?.notebookEditor;
  return editor?.notebookUri?.toString();
}
