import { isIP } from 'node:net';
import * as vscode from 'vscode';
import type { Account } from '../../model/account/account';
import type { TlsPolicy } from '../../model/account/security';
import type { PresetLimits } from '../../model/provider/preset';
import { type Rule, usualRules } from '../../model/rule/rule';
import { readRules } from '../../model/rule/storedRule';
import { type Limits, usualLimits } from '../../outbox/courier/rateLimits';
import type { OutboxSettings } from '../../outbox/outbox';
import { usualPlan } from '../../outbox/store/verdict';
import { proxySection } from './editorProxy';
import type { Policy } from './policy';

/**
 * All our settings with their types, as declared in package.json. All have the scope `application`, except `watch` and
 * `mute`, which a workspace may add to.
 */
export interface SettingTypes {
  accounts: readonly unknown[];
  /** The id of the default account; if there is none with this id, it is the first one. */
  defaultAccount: string;
  /** Whether connections to other computers must be encrypted. */
  requireTls: boolean;
  enabled: boolean;
  /** The rules for mails; the first matching one decides. Empty: `usualRules`. */
  rules: readonly unknown[];
  /** How mails are written, by kind; see `storedTemplate.ts`. */
  templates: Readonly<Record<string, unknown>>;
  /** Whether all mails about the same thing have the same subject. */
  oneConversation: boolean;
  /** Seconds that a rule's mail waits for the user to come back. */
  graceSeconds: number;
  /** Runs that end within so many seconds of one another share one mail. */
  digestSeconds: number;
  /** For instance `22:00-07:00`: mails of rules wait until its end. */
  quietHours: string;
  /** Maximum mails of rules per day; 0: no limit. */
  mailsOfRulesPerDay: number;
  /** Interactive programs, see `isInteractive`. */
  interactivePrograms: readonly string[];
  /**
   * Patterns of names and commands: `watch` for those that are mailed without a matching rule, `mute` for those that
   * never are.
   */
  watch: readonly unknown[];
  mute: readonly unknown[];
  /** Hours until a mail expires. */
  expireAfter: number;
  /** Whether a mail in doubt is sent once more. */
  repeatInDoubt: 'once' | 'never';
  /** How many sent mails are kept with their body, and for how many days. */
  historyEntries: number;
  historyDays: number;
  /** Maximum mails of one account; `mailsPerDay` 0: the known limit of the provider. */
  mailsPerMinute: number;
  mailsPerDay: number;
  /** DNS servers to ask instead of those of this computer, as `address` or `address:port`. */
  dnsServers: readonly string[];
  /** Whether a language model of the editor explains in mails why runs failed; the user must also allow a model. */
  summary: boolean;
}

export type SettingName = keyof SettingTypes;

const section = 'mailWhenDone';

/**
 * Reads and writes our settings at user level only, except for what a workspace may add. The scope `application`
 * already makes the editor ignore workspace values; reading with `inspect` keeps that true even if a declaration loses
 * its scope.
 */
export class Settings {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  /** What was read since the last change: the editor takes a millisecond for each setting. */
  private readonly values = new Map<SettingName, unknown>();
  /** Also fires for the editor's proxy settings, which accounts may use. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly policy: Policy) {
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) this.values.clear();
      if (event.affectsConfiguration(section) || event.affectsConfiguration(proxySection)) this.changed.fire();
    });
  }

  get<Name extends SettingName>(name: Name): SettingTypes[Name] {
    if (!this.values.has(name)) this.values.set(name, this.read(name));
    return this.values.get(name) as SettingTypes[Name];
  }

  private read<Name extends SettingName>(name: Name): SettingTypes[Name] {
    const found = vscode.workspace.getConfiguration(section).inspect<SettingTypes[Name]>(name);
    if (found?.defaultValue === undefined) throw new Error(`Setting ${section}.${name} is not declared`);
    const { defaultValue, globalValue } = found;
    // The user may have typed a string where a number belongs; the editor marks it and returns it all the same.
    const usable =
      typeof globalValue === typeof defaultValue && Array.isArray(globalValue) === Array.isArray(defaultValue);
    return usable && globalValue !== undefined ? globalValue : defaultValue;
  }

  /** What the workspace adds; nothing unless it is trusted. */
  ofWorkspace(name: 'watch' | 'mute'): readonly unknown[] {
    if (!vscode.workspace.isTrusted) return [];
    const listed: unknown = vscode.workspace.getConfiguration(section).inspect(name)?.workspaceValue;
    return Array.isArray(listed) ? listed : [];
  }

  /** Whether accounts must use encryption. The setting may be turned off, a policy may not. */
  tls(): TlsPolicy {
    if (this.policy.requireTls) return 'byAdministrator';
    return this.get('requireTls') ? 'required' : 'optional';
  }

  /** The rules of the setting, or the usual ones. */
  rules(): readonly Rule[] {
    const stored = this.get('rules');
    return stored.length === 0 ? usualRules : readRules(stored);
  }

  /** The DNS servers to ask; none for those of this computer. Invalid addresses are ignored. */
  dnsServers(): readonly string[] {
    const listed: unknown = this.get('dnsServers');
    return Array.isArray(listed) ? listed.filter(isServerAddress) : [];
  }

  /** The settings of the outbox. */
  outbox(): OutboxSettings {
    const hours = Math.max(1, this.get('expireAfter'));
    return {
      retry: { ...usualPlan, expireAfter: hours * 3_600_000, repeatInDoubt: this.get('repeatInDoubt') },
      history: { entries: this.get('historyEntries'), days: this.get('historyDays') },
    };
  }

  /**
   * How many mails an account may send. The sandbox has no limit, since its mails stay on this computer.
   * @param known limits of the account's provider
   */
  limits({ provider }: Account, known: PresetLimits = {}): Limits {
    if (provider === 'sandbox') return { perMinute: Infinity, perDay: Infinity };
    const { mailsPerMinute = Infinity, mailsPerDay = usualLimits.perDay } = known;
    const perMinute = Math.min(Math.max(1, this.get('mailsPerMinute')), mailsPerMinute);
    return { perMinute, perDay: this.get('mailsPerDay') || mailsPerDay };
  }

  /** Writes to the user's settings.json. Rejects if it cannot be written, for instance while it has errors. */
  async set<Name extends SettingName>(name: Name, value: SettingTypes[Name] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
    this.values.delete(name);
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}

/** Shows one setting in the settings editor, by its full name. */
export async function openSetting(name: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${name}`);
}

/** `1.1.1.1`, `127.0.0.1:5353`, `::1` or `[::1]:5353`. */
function isServerAddress(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, six, four, port = '53'] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(value) ?? [];
  return isIP(six ?? four ?? value) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
}
