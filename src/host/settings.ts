import * as vscode from 'vscode';

/** Every setting of ours with its type, as declared in package.json. All have the scope `application`. */
export interface SettingTypes {
  accounts: readonly unknown[];
  enabled: boolean;
  minimumDuration: number;
}

export type SettingName = keyof SettingTypes;

export const section = 'mailWhenDone';

/**
 * Reads and writes our settings at user level only. The scope `application` already makes the editor ignore what a
 * workspace says; reading by `inspect` keeps that true even if a declaration were to lose its scope.
 */
export class Settings {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor() {
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) this.changed.fire();
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

  /** Writes to the user's settings.json. Rejects when that cannot be written, for instance while it has errors. */
  async set<Name extends SettingName>(name: Name, value: SettingTypes[Name] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}
