import { copyName } from '../../../src/model/account/accountWords';
import { canSend } from '../../../src/model/account/validity';
import { plainRule, type Rule } from '../../../src/model/rule/rule';
import type { Client } from '../../../src/protocol/channel';
import type { RuleSnapshot, SettingsEvents, SettingsRequests, SettingsState } from '../../../src/protocol/settingsPage';
import { AutoSave, type AutoSaveScreen } from '../sheet/autoSave';

/** The rules as they are edited, and what can be done with them. Knows no DOM. */
export class RulesEditor {
  private saved: Pick<SettingsState, 'rules' | 'rulesAreUsual'> = { rules: [], rulesAreUsual: false };
  private readonly autoSave: AutoSave<readonly Rule[]>;

  constructor(
    private readonly client: Pick<Client<SettingsRequests, SettingsEvents>, 'request'>,
    private readonly screen: AutoSaveScreen,
  ) {
    this.autoSave = new AutoSave((rules) => client.request('saveRules', { rules }), screen);
  }

  refresh(): void {
    this.screen.refresh();
  }

  receive(state: SettingsState): void {
    this.saved = state;
  }

  /** The edited rules, each with what the extension last reported about it. */
  get rows(): readonly RuleSnapshot[] {
    const { rules } = this.saved;
    const { pending } = this.autoSave;
    if (pending === undefined) return rules;
    const known = new Map(rules.map((snapshot) => [snapshot.rule.id, snapshot]));
    return pending.map((rule) => ({ problems: [], preview: [], unapproved: [], ...known.get(rule.id), rule }));
  }

  /** The user has no rules of their own. */
  get areUsual(): boolean {
    return this.autoSave.pending === undefined && this.saved.rulesAreUsual;
  }

  /** Makes the usual rules the user's own. */
  adopt(): void {
    this.autoSave.change(this.rules);
  }

  /**
   * Adds a rule before the others, since few runs would get as far as a last rule; returns its id. The usual rules are
   * kept.
   */
  add(): string {
    const rule = { ...plainRule, id: newId() };
    this.autoSave.change([rule, ...this.rules]);
    return rule.id;
  }

  /** Adds a copy after a rule; returns its id. */
  duplicate(id: string): string {
    const { rules } = this;
    const position = rules.findIndex((rule) => rule.id === id);
    const rule = rules[position];
    if (rule === undefined) return id;
    const names = rules.map(({ name }) => name);
    const copy = { ...rule, id: newId(), name: rule.name === '' ? '' : copyName(rule.name, names) };
    this.autoSave.change(rules.toSpliced(position + 1, 0, copy));
    return copy.id;
  }

  /** Returns whether the rule could move that way. */
  move(id: string, by: -1 | 1): boolean {
    const { rules } = this;
    const from = rules.findIndex((rule) => rule.id === id);
    const [rule, other] = [rules[from], rules[from + by]];
    if (rule === undefined || other === undefined) return false;
    this.autoSave.change(rules.with(from, other).with(from + by, rule));
    return true;
  }

  edit(id: string, change: Partial<Rule>): void {
    this.autoSave.type(this.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)));
  }

  /** Shows the mail that a rule would send, as the rule is edited. */
  seeMail(id: string): Promise<void> {
    return this.autoSave.afterSaving(() => this.client.request('previewRule', { id }));
  }

  delete(id: string): Promise<void> {
    return this.autoSave.afterSaving(() => this.client.request('deleteRule', { id }));
  }

  flush(): Promise<void> {
    return this.autoSave.flush();
  }

  private get rules(): readonly Rule[] {
    return this.autoSave.pending ?? this.saved.rules.map(({ rule }) => rule);
  }
}

function newId(): string {
  return `rule-${crypto.randomUUID().slice(0, 8)}`;
}

/** Whether any saved account can send: a rule may name another account than the default one. */
export function anySends({ accounts }: Pick<SettingsState, 'accounts'>): boolean {
  return accounts.some(({ saved, validity }) => saved && canSend(validity));
}
