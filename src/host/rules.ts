import * as vscode from 'vscode';
import { compileRules, type CompiledRule } from '../model/compiledRule';
import type { Log } from '../model/log';
import type { Settings } from './settings';

/** The rules of the settings, ready to be asked. */
export class Rules {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private text = '';
  private compiling: Promise<readonly CompiledRule[]> = Promise.resolve([]);
  /** As far as they are ready. */
  current: readonly CompiledRule[] = [];
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.listener = settings.onDidChange(() => this.read());
    this.read();
  }

  /** Resolves when those of the settings as they are now are ready. */
  ready(): Promise<readonly CompiledRule[]> {
    return this.compiling;
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }

  private read(): void {
    const rules = this.settings.rules();
    const text = JSON.stringify(rules);
    if (text === this.text) return;
    this.text = text;
    const compiling = compileRules(rules);
    this.compiling = compiling;
    compiling.then(
      (compiled) => {
        if (this.compiling !== compiling) return;
        this.current = compiled;
        for (const { rule, problems } of compiled)
          for (const { field, message } of problems) this.log.warn(`rule ${rule.id}, ${field}: ${message}`);
        this.changed.fire();
      },
      (error: unknown) => this.log.error(`the rules cannot be used: ${String(error)}`),
    );
  }
}
