import { copyName } from '../../src/model/accountName';
import { plainRule, type Rule } from '../../src/model/rule';
import type { Client, RuleSnapshot, SettingsEvents, SettingsRequests, SettingsState } from '../../src/protocol';

/** What the desk wants of the page. */
export interface DeskScreen {
  refresh(): void;
  /** Says what went wrong, or with `undefined` takes it back. */
  refuse(sentence: string | undefined): void;
}

/** How long typing has to pause before it is saved, in milliseconds. */
const patience = 400;

/**
 * The rules as they are edited. They are shown as they are to be at once, and saved one list after the other; while the
 * extension refuses to save them they stay as they are to be. Knows no DOM.
 */
export class RuleDesk {
  private saved: Pick<SettingsState, 'rules' | 'rulesAreUsual'> = { rules: [], rulesAreUsual: false };
  /** As they are to be, as long as they are not saved so. */
  private wanted: readonly Rule[] | undefined;
  private saving: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Pick<Client<SettingsRequests, SettingsEvents>, 'request'>,
    private readonly screen: DeskScreen,
  ) {}

  refresh(): void {
    this.screen.refresh();
  }

  receive(state: SettingsState): void {
    this.saved = state;
  }

  /** The rules as they are to be, with what the extension said last of each. */
  get rows(): readonly RuleSnapshot[] {
    const { rules } = this.saved;
    if (this.wanted === undefined) return rules;
    const known = new Map(rules.map((snapshot) => [snapshot.rule.id, snapshot]));
    return this.wanted.map((rule) => ({ problems: [], preview: [], unapproved: [], ...known.get(rule.id), rule }));
  }

  /** The user has no rules of his own. */
  get areUsual(): boolean {
    return this.wanted === undefined && this.saved.rulesAreUsual;
  }

  /** Makes the usual rules those of the user. */
  adopt(): void {
    this.want(this.rules);
    void this.flush();
  }

  /**
   * Adds a rule before the others, since behind them it would hardly come to its turn; answers its id. Where the usual rules
   * count these go on counting.
   */
  add(): string {
    const rule = { ...plainRule, id: newId() };
    this.want([rule, ...this.rules]);
    void this.flush();
    return rule.id;
  }

  /** Adds a copy behind a rule; answers its id. */
  duplicate(id: string): string {
    const { rules } = this;
    const position = rules.findIndex((rule) => rule.id === id);
    const rule = rules[position];
    if (rule === undefined) return id;
    const names = rules.map(({ name }) => name);
    const copy = { ...rule, id: newId(), name: rule.name === '' ? '' : copyName(rule.name, names) };
    this.want(rules.toSpliced(position + 1, 0, copy));
    void this.flush();
    return copy.id;
  }

  /** Answers whether there was a place to go to. */
  move(id: string, by: -1 | 1): boolean {
    const { rules } = this;
    const from = rules.findIndex((rule) => rule.id === id);
    const [rule, other] = [rules[from], rules[from + by]];
    if (rule === undefined || other === undefined) return false;
    this.want(rules.with(from, other).with(from + by, rule));
    void this.flush();
    return true;
  }

  /** Takes a change, which is saved when no other follows for a moment. */
  edit(id: string, change: Partial<Rule>): void {
    this.want(this.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)));
    this.timer = setTimeout(() => void this.flush(), patience);
  }

  /** Shows the mail that a rule would send, as it is to be. */
  async seeMail(id: string): Promise<void> {
    await this.flush();
    if (this.wanted !== undefined) return;
    await this.ask(() => this.client.request('previewRule', { id }));
  }

  async delete(id: string): Promise<void> {
    await this.flush();
    // What could not be saved was told.
    if (this.wanted !== undefined) return;
    await this.ask(() => this.client.request('deleteRule', { id }));
  }

  /** Saves at once what is not saved yet. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.saving ??= this.ask(() => this.save()).finally(() => (this.saving = undefined));
    return this.saving;
  }

  private get rules(): readonly Rule[] {
    return this.wanted ?? this.saved.rules.map(({ rule }) => rule);
  }

  private want(rules: readonly Rule[]): void {
    clearTimeout(this.timer);
    this.wanted = rules;
    this.screen.refresh();
  }

  private async save(): Promise<void> {
    while (this.wanted !== undefined) {
      const rules = this.wanted;
      await this.client.request('saveRules', { rules });
      if (this.wanted === rules) this.wanted = undefined;
    }
  }

  private async ask(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.screen.refuse(undefined);
    } catch (error) {
      this.screen.refuse(error instanceof Error ? error.message : String(error));
    }
    this.screen.refresh();
  }
}

function newId(): string {
  return `rule-${crypto.randomUUID().slice(0, 8)}`;
}
