import * as vscode from 'vscode';
import type { Log } from '../../model/log';
import { type CompiledRule, compileRules } from '../../model/rule/compiledRule';
import type { Rule } from '../../model/rule/rule';
import { CompiledSetting } from '../settings/compiledSetting';
import type { Settings } from '../settings/settings';

/** The compiled rules of the settings. */
export class Rules {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private readonly compiled: CompiledSetting<readonly Rule[], readonly CompiledRule[]>;
  readonly onDidChange = this.changed.event;

  constructor(settings: Settings, log: Log) {
    this.compiled = new CompiledSetting<readonly Rule[], readonly CompiledRule[]>({
      read: () => settings.rules(),
      compile: compileRules,
      initial: [],
      used: (compiled) => {
        for (const { rule, problems } of compiled)
          for (const { field, message } of problems) log.warn(`rule ${rule.id}, ${field}: ${message}`);
        this.changed.fire();
      },
      name: 'the rules',
      log,
    });
    this.listener = settings.onDidChange(() => this.compiled.refresh());
    this.compiled.refresh();
  }

  /** The last compiled rules; those of the current settings may not be ready yet. */
  get current(): readonly CompiledRule[] {
    return this.compiled.current;
  }

  /** Resolves with the rules of the current settings. If they cannot be compiled, the next call tries again. */
  ready(): Promise<readonly CompiledRule[]> {
    return this.compiled.ready();
  }

  dispose(): void {
    this.compiled.dispose();
    this.listener.dispose();
    this.changed.dispose();
  }
}
