import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { oneLine } from '../../model/oneLine';
import type { CompiledRule } from '../../model/rule/compiledRule';
import type { Rule } from '../../model/rule/rule';
import { ruleWords } from '../../model/rule/ruleWords';
import { readRules, storedRules } from '../../model/rule/storedRule';
import type { Run } from '../../model/run/run';
import { errorMessage } from '../../model/unknown';
import type { PreviewRun, SettingsState } from '../../protocol/settingsPage';
import { notice } from '../editor/notice';
import { previewedRuns, previewRules } from '../rule/rulePreview';
import type { Rules } from '../rule/rules';
import type { WorkspaceRules } from '../rule/workspaceRules';
import type { Settings } from '../settings/settings';

/** The part of the settings page's state about rules. */
type RulesShown = Pick<SettingsState, 'rules' | 'rulesAreUsual' | 'lastRuns'>;

type Previewed = Omit<SettingsState['rules'][number], 'unapproved'>;

/** The rules as the settings page shows and edits them. */
export class RuleEditing {
  private previewed: { rules: readonly CompiledRule[]; runs: string; shown: readonly Previewed[] } | undefined;
  /** Fires when the rules have changed and are compiled. */
  readonly onDidChange: vscode.Event<void>;

  /**
   * @param lastRuns the last runs in any order; `undefined` until they are read
   * @param lists the names to mute and to watch
   * @param unapproved the recipients of a rule that are not approved for the output in its mails
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

  /** Resolves when the rules of the current settings can be shown. */
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

  /** @param rules as sent by a page, which is trusted no more than settings.json */
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

  /** Cached: asking a thousand rules about fifty runs takes time, and most changes concern something else. */
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

  /** Not awaited by the caller: an unanswered notification stays pending as long as the window lives. */
  private async offerUndo(rule: Rule, entry: unknown, position: number): Promise<void> {
    const undo = l10n.t('Undo');
    if ((await notice.info(l10n.t('Rule deleted: {0}', rule.name || ruleWords(rule)), undo)) !== undo) return;
    try {
      const now = this.settings.get('rules');
      if (!readRules(now).some(({ id }) => id === rule.id)) await this.write(now.toSpliced(position, 0, entry));
    } catch (error) {
      void notice.error(l10n.t('Mail When Done: {0}', errorMessage(error)));
    }
  }

  private async write(entries: readonly unknown[]): Promise<void> {
    await this.settings.set('rules', entries.length > 0 ? entries : undefined);
    await this.rules.ready();
  }
}

function previewRun({ id, name, outcome, endedAt }: Run): PreviewRun {
  return { id, name: oneLine(name, 80), outcome, at: endedAt };
}
