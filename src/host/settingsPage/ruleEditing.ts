import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { CompiledRule } from '../model/compiledRule';
import { printable } from '../model/printable';
import type { Rule } from '../model/rule';
import { ruleWords } from '../model/ruleWords';
import type { Run } from '../model/run';
import { readRules, storedRules } from '../model/storedRule';
import type { PreviewRun, SettingsState } from '../protocol';
import { notice } from './notice';
import { previewedRuns, previewRules } from './rulePreview';
import type { Rules } from './rules';
import type { Settings } from './settings';
import type { WorkspaceRules } from './workspaceRules';

/** What the settings page shows of the rules. */
type RulesShown = Pick<SettingsState, 'rules' | 'rulesAreUsual' | 'lastRuns'>;

type Previewed = Omit<SettingsState['rules'][number], 'unapproved'>;

/** The rules as the settings page shows and edits them. */
export class RuleEditing {
  private previewed: { rules: readonly CompiledRule[]; runs: string; shown: readonly Previewed[] } | undefined;
  /** The rules are others, and ready. */
  readonly onDidChange: vscode.Event<void>;

  /**
   * @param lastRuns the last runs in any order; `undefined` as long as they are not read
   * @param lists the names to mute and to watch
   * @param unapproved the recipients that nobody has approved yet for what the mails of a rule would hold
   */
  constructor(
    private readonly settings: Settings,
    private readonly rules: Rules,
    private readonly lastRuns: () => readonly Run[] | undefined,
    private readonly lists: Pick<WorkspaceRules, 'of' | 'ready'>,
    private readonly unapproved: (rule: Rule) => readonly string[],
  ) {
    this.onDidChange = rules.onDidChange;
  }

  /** Resolves when the rules of the settings as they are now can be shown. */
  async ready(): Promise<void> {
    await Promise.all([this.rules.ready(), this.lists.ready()]);
  }

  state(): RulesShown {
    const runs = this.lastRuns();
    const last = [...(runs ?? [])].sort((one, other) => other.endedAt - one.endedAt).slice(0, previewedRuns);
    return {
      rules: this.preview(this.rules.current, last).map((shown) => {
        return { ...shown, unapproved: this.unapproved(shown.rule) };
      }),
      rulesAreUsual: this.settings.get('rules').length === 0,
      lastRuns: runs && last.length,
    };
  }

  /** @param rules as a page may have sent them: it is not trusted more than settings.json is */
  async save(rules: unknown): Promise<void> {
    const read = readRules(Array.isArray(rules) ? rules : []);
    await this.settings.set('rules', storedRules(read, this.settings.get('rules')));
    await this.rules.ready();
  }

  async delete(id: string): Promise<void> {
    const stored = this.settings.get('rules');
    const read = readRules(stored);
    const position = read.findIndex((rule) => rule.id === id);
    const rule = read[position];
    if (rule === undefined) return;
    await this.write(stored.toSpliced(position, 1));
    void this.offerUndo(rule, stored[position], position);
  }

  /** A thousand rules asked of fifty runs take their time, and most changes are about something else. */
  private preview(rules: readonly CompiledRule[], runs: readonly Run[]): readonly Previewed[] {
    const key = JSON.stringify(runs.map((run) => [run.id, run.endedAt, run.outcome, this.lists.of(run)]));
    if (this.previewed?.rules === rules && this.previewed.runs === key) return this.previewed.shown;
    const previews = previewRules(runs, rules, (run) => this.lists.of(run));
    const shown = rules.map(({ rule, problems }) => {
      return { rule, problems, preview: (previews.get(rule.id) ?? []).map(previewRun) };
    });
    this.previewed = { rules, runs: key, shown };
    return shown;
  }

  /** Not awaited: an unanswered notification stays pending for as long as the window lives. */
  private async offerUndo(rule: Rule, entry: unknown, position: number): Promise<void> {
    const undo = l10n.t('Undo');
    if ((await notice.info(l10n.t('Rule deleted: {0}', rule.name || ruleWords(rule)), undo)) !== undo) return;
    try {
      const now = this.settings.get('rules');
      if (!readRules(now).some(({ id }) => id === rule.id)) await this.write(now.toSpliced(position, 0, entry));
    } catch (error) {
      void notice.error(l10n.t('Mail When Done: {0}', error instanceof Error ? error.message : String(error)));
    }
  }

  private async write(entries: readonly unknown[]): Promise<void> {
    await this.settings.set('rules', entries.length > 0 ? entries : undefined);
    await this.rules.ready();
  }
}

function previewRun({ id, name, outcome, endedAt }: Run): PreviewRun {
  return { id, name: printable(name, 80), outcome, at: endedAt };
}
