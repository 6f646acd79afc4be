import type * as vscode from 'vscode';
import type { Evidence } from '../../model/account/validity';
import type { GoodRun } from '../../model/report/goodRuns';

/** What all windows share (`globalState`): every key with the type of its value. */
export interface GlobalValues {
  /** How the last test or send of the account with this id ended. */
  [evidence: `evidence.${string}`]: Evidence;
  /** Addresses that may get what runs print, as they were written when they were approved. */
  approvedForOutput: readonly string[];
  /** The id that the first account gets when it is saved. */
  firstAccountId: string;
  /** How many mails of rules went on one day, a `Date.toDateString()`. */
  mailsOfRules: { readonly day: string; readonly mails: number };
  /** Milliseconds since 1970. */
  mutedUntil: number;
  /** The last changes of our settings, and the settings as they were after them. */
  settingChanges: { readonly seen: Readonly<Record<string, unknown>>; readonly changes: readonly KeptChange[] };
  /** Whether the user was asked for a language model since the setting `summary` was turned on. */
  summaryAsked: boolean;
  /** The language model that the user allowed to read output. */
  summaryModel: { readonly id: string; readonly vendor: string };
}

/** A changed setting; `SettingChange` has the meaning of each value. */
interface KeptChange {
  readonly at: number;
  readonly setting: string;
  readonly entry?: string;
  readonly field?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a workspace keeps for itself (`workspaceState`): every key with the type of its value. */
export interface WorkspaceValues {
  /** Milliseconds that the last runs of each thing took, by the mark of the thing. */
  durations: Readonly<Record<string, readonly number[]>>;
  /** How things stood after the last good run of each thing, by the mark of the thing. */
  goodRuns: Readonly<Record<string, GoodRun>>;
  taskStarts: readonly TaskStart[];
}

/** When the process of a background task started. */
export interface TaskStart {
  readonly pid: number;
  /** A hash of the task's name, which may hold a secret. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Typed access to a Memento. Another version of the extension may have written a value: check it where another shape
 * would do harm.
 *
 * VS Code sends every write back to the window it came from, with all keys as they were then: a key that is written
 * before that arrives is lost (`ExtensionMemento`, `MainThreadStorage`). So one write ends before the next begins.
 */
export class Storage<Values> {
  /** What waits to be written; it counts at once. */
  private readonly waiting = new Map<string, { readonly value: unknown }>();
  /** The write that is under way. */
  private writing: Promise<void> | undefined;

  constructor(private readonly memento: Pick<vscode.Memento, 'get' | 'update'>) {}

  get<Key extends keyof Values & string>(key: Key): Values[Key] | undefined {
    const waits = this.waiting.get(key);
    return waits === undefined ? this.memento.get<Values[Key]>(key) : (waits.value as Values[Key] | undefined);
  }

  /** @param value `undefined` removes the key */
  async set<Key extends keyof Values & string>(key: Key, value: Values[Key] | undefined): Promise<void> {
    const entry = { value };
    this.waiting.set(key, entry);
    while (this.writing !== undefined) await this.writing.catch(() => undefined);
    // A later value stands in for it.
    if (this.waiting.get(key) !== entry) return;
    this.writing = this.write(key, entry);
    await this.writing;
  }

  private async write(key: string, entry: { readonly value: unknown }): Promise<void> {
    try {
      await this.memento.update(key, entry.value);
    } finally {
      if (this.waiting.get(key) === entry) this.waiting.delete(key);
      this.writing = undefined;
    }
  }
}

export type GlobalStorage = Storage<GlobalValues>;
export type WorkspaceStorage = Storage<WorkspaceValues>;

/** The key of an account's secret in the `SecretStorage`. */
export function secretKeyOf(accountId: string): string {
  return `account.${accountId}`;
}
