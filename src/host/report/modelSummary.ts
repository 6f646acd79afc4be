import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Log } from '../../model/log';
import {
  mayBeSummarized,
  modelName,
  type Summarized,
  summaryOf,
  summaryPrompt,
} from '../../model/report/failureSummary';
import { errorMessage } from '../../model/unknown';
import { unlessAborted } from '../../system/within';
import type { UseWords } from '../editor/mailLanguage';
import { notice } from '../editor/notice';
import type { GlobalStorage, GlobalValues } from '../editor/storage';
import type { Settings } from '../settings/settings';

/** The used part of `vscode.lm`; editors based on VS Code may lack it. */
export type LanguageModels = Pick<typeof vscode.lm, 'selectChatModels' | 'onDidChangeChatModels'>;

export interface ModelSummaryParts {
  readonly settings: Settings;
  readonly storage: GlobalStorage;
  /** `languageModelAccessInformation` of the extension's context. */
  readonly access: vscode.LanguageModelAccessInformation | undefined;
  readonly models: LanguageModels | undefined;
  readonly log: Log;
  /** Milliseconds a mail waits for its summary. */
  readonly timeoutMs?: number;
  /** Asks in a dialog. */
  readonly confirm?: typeof notice.confirm;
}

const usualTimeoutMs = 10_000;
/** Milliseconds the user may take to answer the editor's question. */
const longestQuestion = 120_000;
/** Maximum characters of output that are sent; about four make a token. */
const maxOutput = 16_000;
/** Maximum characters of an answer that are read. */
const longestAnswer = 4_000;

/**
 * Lets a language model of the editor explain why a run failed. Off by default, and the user is asked once: they choose
 * the model and agree, and the first request is sent at that moment, when the editor may show its own question. Without
 * that nothing is ever sent: newer editors return true from `canSendRequest` for every model, and would ask while the
 * user is away.
 */
export class ModelSummary {
  private readonly subscriptions: vscode.Disposable[] = [];
  private isAsking = false;
  private wasOn: boolean;

  constructor(private readonly parts: ModelSummaryParts) {
    const { settings, models } = parts;
    this.wasOn = settings.get('summary');
    this.subscriptions.push(settings.onDidChange(() => this.settingChanged()));
    const watched = models?.onDidChangeChatModels(() => void this.offer());
    if (watched !== undefined) this.subscriptions.push(watched);
    // The setting may have been synced from another computer; an answer given there does not count here.
    void this.offer();
  }

  /**
   * Two sentences on why a run failed, with the name of the model. `undefined` if the setting is off, no model is
   * allowed or available, the run has not failed or its mail shows no output, or the model refuses, fails or takes too
   * long. Never rejects and never asks the user.
   * @param words the strings of the mail's language
   */
  async summarize(wanted: Summarized, words: UseWords, signal?: AbortSignal): Promise<string | undefined> {
    const { settings, log, timeoutMs = usualTimeoutMs } = this.parts;
    if (!settings.get('summary') || this.allowed === undefined || !mayBeSummarized(wanted)) return undefined;
    const source = new vscode.CancellationTokenSource();
    const ending = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    try {
      // The model's provider may ignore the token.
      return await unlessAborted(this.answer(wanted, words, source.token), ending);
    } catch (error) {
      log.info(`no summary: ${codeOf(error)}`);
      return undefined;
    } finally {
      source.cancel();
      source.dispose();
    }
  }

  /**
   * Lets the user choose a model, asks whether it may read output, and sends a first request so that the editor can ask
   * its own question. Call it on a click or a command. Turns the setting on if it was off. Throws a sentence if that
   * fails.
   */
  async allow(): Promise<void> {
    const { settings, storage, models, confirm = notice.confirm } = this.parts;
    this.isAsking = true;
    try {
      const found = (await models?.selectChatModels()) ?? [];
      if (found.length === 0)
        throw new Error(
          l10n.t(
            'This editor has no language model. Install an extension that brings one, then run this command again.',
          ),
        );
      const model = await choose(found);
      if (model === undefined) return;
      const isWanted = await confirm(
        l10n.t('May {0} read the output of failed runs to say in the mail why they failed?', modelName(model.name)),
        l10n.t(
          'For mails of rules that show output, its last 200 lines go to this model ({0}), after secrets that were found have been removed. What it answers is marked as such. Turn it off in the settings at any time.',
          modelName(model.vendor),
        ),
        l10n.t('Allow'),
      );
      if (!isWanted) return;
      await this.tryOut(model);
      await storage.set('summaryModel', { id: model.id, vendor: model.vendor });
      if (!settings.get('summary')) {
        this.wasOn = true;
        await settings.set('summary', true);
      }
      void notice.info(
        l10n.t('Mails about failed runs now say why they failed, in the words of {0}.', modelName(model.name)),
      );
    } finally {
      this.isAsking = false;
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private get allowed(): GlobalValues['summaryModel'] | undefined {
    const { id, vendor }: Partial<GlobalValues['summaryModel']> = this.parts.storage.get('summaryModel') ?? {};
    return typeof id === 'string' && typeof vendor === 'string' ? { id, vendor } : undefined;
  }

  private settingChanged(): void {
    const isOn = this.parts.settings.get('summary');
    const wasTurned = isOn !== this.wasOn;
    this.wasOn = isOn;
    if (!wasTurned || this.isAsking) return;
    // After turning the setting off and on the user is asked again.
    if (!isOn) void this.parts.storage.set('summaryAsked', undefined);
    else void this.offer(true);
  }

  /** Offers a button, since only a click counts as the user's gesture. Once, in the focused window. */
  private async offer(isNew = false): Promise<void> {
    const { settings, storage, models, log } = this.parts;
    const isDue = settings.get('summary') && this.allowed === undefined && vscode.window.state.focused;
    if (!isDue || this.isAsking || storage.get('summaryAsked') === true) return;
    this.isAsking = true;
    try {
      const found = (await models?.selectChatModels()) ?? [];
      // Models may come later: extensions that provide them take time to start.
      if (found.length === 0 && !isNew) return;
      if (found.length > 0) await storage.set('summaryAsked', true);
      const choose = l10n.t('Choose a Model…');
      const pressed = await notice.info(
        found.length > 0
          ? l10n.t('Mails can say why a run failed once you have chosen the language model that may read its output.')
          : l10n.t('This editor has no language model yet, so mails go without a summary until it has one.'),
        ...(found.length > 0 ? [choose] : []),
      );
      if (pressed !== choose) return;
      await this.allow().catch((error: unknown) => notice.error(errorMessage(error)));
    } catch (error) {
      log.info(`language models: ${codeOf(error)}`);
    } finally {
      this.isAsking = false;
    }
  }

  private async answer(
    wanted: Summarized,
    words: UseWords,
    token: vscode.CancellationToken,
  ): Promise<string | undefined> {
    const { models, access, log } = this.parts;
    const { allowed } = this;
    if (allowed === undefined) return undefined;
    const [model] = (await models?.selectChatModels({ ...allowed })) ?? [];
    if (model === undefined || (access !== undefined && access.canSendRequest(model) !== true)) {
      log.info(`no summary: ${model === undefined ? 'the model is not there' : 'the editor does not allow it'}`);
      return undefined;
    }
    if (token.isCancellationRequested) return undefined;
    const most = Math.min(maxOutput, Math.max(0, model.maxInputTokens * 2 - 2_000));
    const prompt = words((language) => summaryPrompt(wanted, language, randomBytes(12).toString('hex'), most));
    const answer = await ask(model, prompt, token);
    return words((language) => summaryOf(answer, model.name, language));
  }

  /** Sends a first request without any data. Throws a sentence if it is refused. */
  private async tryOut(model: vscode.LanguageModelChat): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    try {
      // The editor may be asking the user meanwhile.
      const answer = ask(model, 'Answer with the one word OK.', source.token);
      await unlessAborted(answer, AbortSignal.timeout(longestQuestion));
    } catch (error) {
      throw new Error(
        l10n.t(
          '{0} cannot be asked ({1}). Choose another model, or allow it in the editor.',
          modelName(model.name),
          codeOf(error),
        ),
        { cause: error },
      );
    } finally {
      source.cancel();
      source.dispose();
    }
  }
}

/** The summary of this editor. */
export function modelSummaryOf(
  context: vscode.ExtensionContext,
  storage: GlobalStorage,
  settings: Settings,
  log: Log,
): ModelSummary {
  // Editors based on VS Code may lack both.
  const { lm: models } = vscode as Partial<typeof vscode>;
  const { languageModelAccessInformation: access } = context as Partial<vscode.ExtensionContext>;
  return new ModelSummary({ settings, storage, access, models, log });
}

async function ask(model: vscode.LanguageModelChat, prompt: string, token: vscode.CancellationToken): Promise<string> {
  const justification = l10n.t('To say in a mail why a run failed.');
  const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(prompt)], { justification }, token);
  let answer = '';
  for await (const part of response.text) {
    answer += part;
    if (answer.length > longestAnswer) break;
  }
  return answer;
}

async function choose(models: readonly vscode.LanguageModelChat[]): Promise<vscode.LanguageModelChat | undefined> {
  const [only, ...others] = models;
  if (others.length === 0) return only;
  const items = models.map((model) => ({ label: modelName(model.name), description: modelName(model.vendor), model }));
  const placeHolder = l10n.t('The language model that says why a run failed');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.model;
}

/** The message of such an error may quote what was sent. */
function codeOf(error: unknown): string {
  if (error instanceof vscode.LanguageModelError) return error.code;
  return error instanceof Error ? error.name : 'an error';
}
