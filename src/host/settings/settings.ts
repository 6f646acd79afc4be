import { isIP } from 'node:net';
import * as vscode from 'vscode';
import type { Account } from '../model/account';
import type { PresetLimits } from '../model/preset';
import { usualRules, type Rule } from '../model/rule';
import type { TlsPolicy } from '../model/security';
import { readRules } from '../model/storedRule';
import type { OutboxSettings } from '../outbox/outbox';
import { usualLimits, type Limits } from '../outbox/rate';
import { usualPlan } from '../outbox/verdict';
import { proxySection } from './editorProxy';
import type { Policy } from './policy';

/**
 * Every setting of ours with its type, as declared in package.json. All have the scope `application` but for `watch` and
 * `mute`, which a workspace may add to.
 */
export interface SettingTypes {
  accounts: readonly unknown[];
  /** The id of the account that mails go through; where there is none of that id, it is the first one. */
  defaultAccount: string;
  /** Whether connections to other computers have to be encrypted. */
  requireTls: boolean;
  enabled: boolean;
  /** Which runs are mailed; the first that means a run decides. Empty: those of `usualRules`. */
  rules: readonly unknown[];
  /** How mails are written, by kind; see `storedTemplate.ts`. */
  templates: Readonly<Record<string, unknown>>;
  /** All mails about the same thing have the same subject. */
  oneConversation: boolean;
  /** Seconds that a rule's mail waits for whether somebody comes back. */
  graceSeconds: number;
  /** Runs that end within so many seconds of one another are told in one mail. */
  digestSeconds: number;
  /** As `22:00-07:00`: mails of rules wait for its end. */
  quietHours: string;
  /** How many mails of rules may go on one day; 0: any number. */
  mailsOfRulesPerDay: number;
  /** Programs that somebody sits before; see `isInteractive`. */
  interactivePrograms: readonly string[];
  /** Patterns of names and commands that are mailed where no rule means them, and of those that never are. */
  watch: readonly unknown[];
  mute: readonly unknown[];
  /** Hours that a mail is tried. */
  expireAfter: number;
  /** Whether a mail whose arrival is in doubt is sent once more. */
  repeatInDoubt: 'once' | 'never';
  /** How many of the last sent mails are kept with their body, and for how many days. */
  historyEntries: number;
  historyDays: number;
  /** Mails that one account may send; per day 0 stands for what the provider is known to allow. */
  mailsPerMinute: number;
  mailsPerDay: number;
  /** DNS servers to ask instead of those of this computer, each as `address` or `address:port`. */
  dnsServers: readonly string[];
  /** Whether a language model of the editor says in mails why runs failed; the user has to allow one besides. */
  summary: boolean;
}

export type SettingName = keyof SettingTypes;

export const section = 'mailWhenDone';

/**
 * Reads and writes our settings at user level only, but for what a workspace may add. The scope `application` already makes the editor ignore what a
 * workspace says; reading by `inspect` keeps that true even if a declaration were to lose its scope.
 */
export class Settings {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  /** Of the settings of the editor about proxies too: accounts may go by them. */
  readonly onDidChange = this.changed.event;

  /** @param policy what the administrator of this computer has decided */
  constructor(private readonly policy: Policy) {
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section) || event.affectsConfiguration(proxySection)) this.changed.fire();
    });
  }

  get<Name extends SettingName>(name: Name): SettingTypes[Name] {
    const found = vscode.workspace.getConfiguration(section).inspect<SettingTypes[Name]>(name);
    if (found?.defaultValue === undefined) throw new Error(`Setting ${section}.${name} is not declared`);
    const { defaultValue, globalValue } = found;
    // Somebody may have typed a text where a number belongs; the editor marks it and hands it out all the same.
    const usable =
      typeof globalValue === typeof defaultValue && Array.isArray(globalValue) === Array.isArray(defaultValue);
    return usable && globalValue !== undefined ? globalValue : defaultValue;
  }

  /** What a workspace adds; nothing as long as the user does not trust it. */
  ofWorkspace(name: 'watch' | 'mute'): readonly unknown[] {
    if (!vscode.workspace.isTrusted) return [];
    const listed: unknown = vscode.workspace.getConfiguration(section).inspect(name)?.workspaceValue;
    return Array.isArray(listed) ? listed : [];
  }

  /** Whether accounts without encryption may be used. The setting may loosen it, a policy cannot be loosened. */
  tls(): TlsPolicy {
    if (this.policy.requireTls) return 'byAdministrator';
    return this.get('requireTls') ? 'required' : 'optional';
  }

  /** Which runs deserve a mail. */
  rules(): readonly Rule[] {
    const stored = this.get('rules');
    return stored.length === 0 ? usualRules : readRules(stored);
  }

  /** The DNS servers to ask; none for those of this computer. What is no address is passed over. */
  dnsServers(): readonly string[] {
    const listed: unknown = this.get('dnsServers');
    return Array.isArray(listed) ? listed.filter(isServerAddress) : [];
  }

  /** What the outbox is told of all this. */
  outbox(): OutboxSettings {
    const hours = Math.max(1, this.get('expireAfter'));
    return {
      retry: { ...usualPlan, expireAfter: hours * 3_600_000, repeatInDoubt: this.get('repeatInDoubt') },
      history: { entries: this.get('historyEntries'), days: this.get('historyDays') },
    };
  }

  /**
   * How many mails an account may send. What goes to the sandbox stays on this computer and knows no limit.
   * @param known what the account's provider is known to let out
   */
  limits({ provider }: Account, known: PresetLimits = {}): Limits {
    if (provider === 'sandbox') return { perMinute: Infinity, perDay: Infinity };
    const { mailsPerMinute = Infinity, mailsPerDay = usualLimits.perDay } = known;
    const perMinute = Math.min(Math.max(1, this.get('mailsPerMinute')), mailsPerMinute);
    return { perMinute, perDay: this.get('mailsPerDay') || mailsPerDay };
  }

  /** Writes to the user's settings.json. Rejects when that cannot be written, for instance while it has errors. */
  async set<Name extends SettingName>(name: Name, value: SettingTypes[Name] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}

/** `1.1.1.1`, `127.0.0.1:5353`, `::1` or `[::1]:5353`. */
function isServerAddress(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, six, four, port = '53'] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(value) ?? [];
  return isIP(six ?? four ?? value) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
}
