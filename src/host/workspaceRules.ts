import * as vscode from 'vscode';
import type { Log } from '../model/log';
import { compileNames, noNames, type NameList } from '../model/nameList';
import type { Run } from '../model/run';
import type { Settings } from './settings';

/** The names to mute and to watch, as the user and, once it is trusted, the workspace list them. */
export class WorkspaceRules {
  private readonly subscriptions: readonly vscode.Disposable[];
  private text = '';
  private compiling: Promise<void> = Promise.resolve();
  private mute: NameList = noNames;
  private watch: NameList = noNames;

  constructor(
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      settings.onDidChange(() => this.read()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.read()),
    ];
    this.read();
  }

  /** Resolves when the lists of the settings as they are now count. */
  ready(): Promise<void> {
    return this.compiling;
  }

  /** What the lists say of a run: one that stands in both is muted. */
  of(run: Pick<Run, 'name' | 'command'>): 'mute' | 'watch' | undefined {
    if (this.mute.has(run)) return 'mute';
    return this.watch.has(run) ? 'watch' : undefined;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private read(): void {
    const { settings } = this;
    const mute = [...settings.get('mute'), ...settings.ofWorkspace('mute')];
    const watch = [...settings.get('watch'), ...settings.ofWorkspace('watch')];
    const text = JSON.stringify([mute, watch]);
    if (text === this.text) return;
    this.text = text;
    this.compiling = this.compile(text, mute, watch).catch((error: unknown) =>
      this.log.error(`what is watched and muted by name cannot be used: ${String(error)}`),
    );
  }

  private async compile(text: string, ...lists: readonly [readonly unknown[], readonly unknown[]]): Promise<void> {
    const [mute, watch] = await Promise.all([compileNames(lists[0]), compileNames(lists[1])]);
    if (text !== this.text) return;
    this.mute = mute;
    this.watch = watch;
    for (const problem of mute.problems) this.log.warn(`mute: ${problem}`);
    for (const problem of watch.problems) this.log.warn(`watch: ${problem}`);
  }
}
