import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { compileTemplates, usualTemplates, type CompiledTemplates } from '../model/compiledTemplate';
import type { Log } from '../model/log';
import { templateKinds } from '../model/mailTemplate';
import { readTemplates } from '../model/storedTemplate';
import { templateFieldWords, templateKindWords } from '../model/templateWords';
import { notice } from './notice';
import type { Settings } from './settings';

/** The templates of the settings, ready to write mails. */
export class Templates {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private text = '';
  /** What the settings page has just saved: it says itself what is wrong. */
  private known = '';
  private compiling: Promise<CompiledTemplates> = Promise.resolve(usualTemplates);
  /** As far as they are ready. */
  current: CompiledTemplates = usualTemplates;
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.listener = settings.onDidChange(() => this.read());
    this.read();
  }

  /** Resolves when those of the settings as they are now are ready. */
  ready(): Promise<CompiledTemplates> {
    return this.compiling;
  }

  /** Writes what settings.json is to hold of them; nobody has to be told of what is wrong with that. */
  async save(stored: Readonly<Record<string, unknown>>): Promise<void> {
    this.known = textOf(stored);
    await this.settings.set('templates', Object.keys(stored).length > 0 ? stored : undefined);
    await this.ready();
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }

  private read(): void {
    const stored = this.settings.get('templates');
    const text = textOf(stored);
    if (text === this.text) return;
    this.text = text;
    const compiling = compileTemplates(readTemplates(stored));
    this.compiling = compiling;
    compiling.then(
      (compiled) => {
        if (this.compiling !== compiling) return;
        this.current = compiled;
        this.tell(compiled, text === this.known);
        this.changed.fire();
      },
      (error: unknown) => this.log.error(`the templates cannot be used: ${String(error)}`),
    );
  }

  /** Once for each change: a mail that is written as usual is no news. */
  private tell(compiled: CompiledTemplates, isKnown: boolean): void {
    const problems = templateKinds.flatMap((kind) =>
      compiled[kind].problems.map(({ field, message }) => ({ kind, field, message })),
    );
    for (const { kind, field, message } of problems) this.log.warn(`template ${kind}, ${field}: ${message}`);
    const [first] = problems;
    if (first === undefined || isKnown) return;
    const { kind, field, message } = first;
    const place = `${templateKindWords(kind).label}, ${templateFieldWords(field).label}`;
    void this.warn(l10n.t('Templates of mails: {0}: {1} The usual text is used instead.', place, message));
  }

  private async warn(sentence: string): Promise<void> {
    const open = l10n.t('Open settings');
    if ((await notice.warning(l10n.t('Mail When Done: {0}', sentence), open)) === open)
      await vscode.commands.executeCommand('mailWhenDone.openSettings');
  }
}

function textOf(stored: unknown): string {
  return JSON.stringify(stored ?? {});
}
