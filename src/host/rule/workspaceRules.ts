import * as vscode from 'vscode';
import type { Log } from '../../model/log';
import { compileNames, type NameList, noNames } from '../../model/rule/pattern';
import type { Run } from '../../model/run/run';
import { CompiledSetting } from '../settings/compiledSetting';
import type { Settings } from '../settings/settings';

type Lists<List> = Readonly<Record<'mute' | 'watch', List>>;

/** The names to mute and to watch, from the user's settings and those of a trusted workspace. */
export class WorkspaceRules {
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly compiled: CompiledSetting<Lists<readonly unknown[]>, Lists<NameList>>;

  constructor(settings: Settings, log: Log) {
    this.compiled = new CompiledSetting<Lists<readonly unknown[]>, Lists<NameList>>({
      read: () => ({
        mute: [...settings.get('mute'), ...settings.ofWorkspace('mute')],
        watch: [...settings.get('watch'), ...settings.ofWorkspace('watch')],
      }),
      compile: async (lists) => {
        const [mute, watch] = await Promise.all([compileNames(lists.mute), compileNames(lists.watch)]);
        return { mute, watch };
      },
      initial: { mute: noNames, watch: noNames },
      used: ({ mute, watch }) => {
        for (const problem of mute.problems) log.warn(`mute: ${problem}`);
        for (const problem of watch.problems) log.warn(`watch: ${problem}`);
      },
      name: 'what is watched and muted by name',
      log,
    });
    const refresh = (): void => this.compiled.refresh();
    this.subscriptions = [settings.onDidChange(refresh), vscode.workspace.onDidGrantWorkspaceTrust(refresh)];
    refresh();
  }

  /** Resolves when the lists of the current settings are in use, or cannot be. Never rejects. */
  async ready(): Promise<void> {
    await this.compiled.ready().catch(() => undefined);
  }

  /** Whether a run is muted or watched by name; muted if it is in both lists. */
  of(run: Pick<Run, 'name' | 'command'>): 'mute' | 'watch' | undefined {
    const { mute, watch } = this.compiled.current;
    if (mute.has(run)) return 'mute';
    return watch.has(run) ? 'watch' : undefined;
  }

  dispose(): void {
    this.compiled.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
