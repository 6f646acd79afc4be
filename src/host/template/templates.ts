import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Log } from '../../model/log';
import { type CompiledTemplates, compileTemplates, usualTemplates } from '../../model/template/compiledTemplate';
import { templateKinds } from '../../model/template/mailTemplate';
import { readTemplates } from '../../model/template/storedTemplate';
import { templateFieldWords, templateKindWords } from '../../model/template/templateWords';
import { executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';
import { CompiledSetting, textOf } from '../settings/compiledSetting';
import type { Settings } from '../settings/settings';

/** The compiled templates of the settings. */
export class Templates {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private readonly compiled: CompiledSetting<unknown, CompiledTemplates>;
  /** What the settings page has just saved: the page shows its problems itself. */
  private known = '';
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.compiled = new CompiledSetting<unknown, CompiledTemplates>({
      read: () => settings.get('templates'),
      compile: (stored) => compileTemplates(readTemplates(stored)),
      initial: usualTemplates,
      used: (compiled, text) => {
        this.reportProblems(compiled, text === this.known);
        this.changed.fire();
      },
      name: 'the templates',
      log,
    });
    this.listener = settings.onDidChange(() => this.compiled.refresh());
    this.compiled.refresh();
  }

  /** The last compiled templates; those of the current settings may not be ready yet. */
  get current(): CompiledTemplates {
    return this.compiled.current;
  }

  /** Resolves with the templates of the current settings. If they cannot be compiled, the next call tries again. */
  ready(): Promise<CompiledTemplates> {
    return this.compiled.ready();
  }

  /** Saves templates to settings.json, without a notification about their problems. */
  async save(stored: Readonly<Record<string, unknown>>): Promise<void> {
    this.known = textOf(stored);
    await this.settings.set('templates', Object.keys(stored).length > 0 ? stored : undefined);
    await this.ready();
  }

  dispose(): void {
    this.compiled.dispose();
    this.listener.dispose();
    this.changed.dispose();
  }

  /** Reports problems once for each change, not for each mail. */
  private reportProblems(compiled: CompiledTemplates, isKnown: boolean): void {
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
      await executeCommand('openSettings');
  }
}
