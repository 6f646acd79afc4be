import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { mayBeSummarized, modelName, summaryOf, summaryPrompt, type Summarized } from '../model/failureSummary';
import type { Log } from '../model/log';
import type { UseWords } from './letterWriter';
import { notice } from './notice';
import type { Settings } from './settings';

/** What is needed of `vscode.lm`; editors made from VS Code may lack it. */
export type LanguageModels = Pick<typeof vscode.lm, 'selectChatModels' | 'onDidChangeChatModels'>;

export interface ModelSummaryParts {
  readonly settings: Settings;
  readonly globalState: vscode.Memento;
  /** Of the extension's context. */
  readonly access: vscode.LanguageModelAccessInformation | undefined;
  readonly models: LanguageModels | undefined;
  readonly log: Log;
  /** Milliseconds that a mail waits for its summary. */
  readonly patience?: number;
  /** Asks in a dialog. */
  readonly confirm?: typeof notice.confirm;
}

/** The model that the user chose, and that the editor let us ask once. */
interface Allowed {
  readonly id: string;
  readonly vendor: string;
}

const allowedKey = 'mailWhenDone.summaryModel';
const askedKey = 'mailWhenDone.summaryAsked';
const usualPatience = 10_000;
/** Milliseconds until the user has answered what the editor asks. */
const longestQuestion = 120_000;
/** Characters of output that are sent, at most; about four make a token. */
const mostOutput = 16_000;
/** Characters of an answer that are waited for. */
const longestAnswer = 4_000;

/**
 * Has a language model of the editor say why a run failed. Off by default, and asked for once: the user chooses the model
 * and says yes, and the first request goes out at that very moment, since that is when the editor may show a question of
 * its own. Without that nothing is ever sent: newer editors answer `canSendRequest` with yes for every model, and would
 * put their question while nobody is there.
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
    // The setting may have come from another computer; what was said there does not count here.
    void this.offer();
  }

  /**
   * Two sentences on why it failed, with the name of the model; `undefined` where there are none to be had: the setting is
   * off, nobody said yes, it is not a failed run that shows its output, no model, a refusal, an error, or no time left.
   * Never rejects. Asks the user nothing.
   * @param words of the mail
   */
  async summarize(wanted: Summarized, words: UseWords, signal?: AbortSignal): Promise<string | undefined> {
    const { settings, log, patience = usualPatience } = this.parts;
    if (!settings.get('summary') || this.allowed === undefined || !mayBeSummarized(wanted)) return undefined;
    const source = new vscode.CancellationTokenSource();
    const ending = AbortSignal.any([AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])]);
    try {
      // Whoever made the model may not listen to the token.
      return await Promise.race([this.answer(wanted, words, source.token), endOf(ending)]);
    } catch (error) {
      log.info(`no summary: ${codeOf(error)}`);
      return undefined;
    } finally {
      source.cancel();
      source.dispose();
    }
  }

  /**
   * Lets the user choose a model, asks whether it may see the ends of outputs, and has the editor ask what it wants to ask.
   * To be called at a click or a command. Turns the setting on where it was off. Throws a sentence where it cannot be.
   */
  async allow(): Promise<void> {
    const { settings, globalState, models, confirm = notice.confirm } = this.parts;
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
      await globalState.update(allowedKey, { id: model.id, vendor: model.vendor } satisfies Allowed);
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

  private get allowed(): Allowed | undefined {
    const stored = this.parts.globalState.get<Partial<Allowed>>(allowedKey);
    const { id, vendor } = stored ?? {};
    return typeof id === 'string' && typeof vendor === 'string' ? { id, vendor } : undefined;
  }

  private settingChanged(): void {
    const isOn = this.parts.settings.get('summary');
    const wasTurned = isOn !== this.wasOn;
    this.wasOn = isOn;
    if (!wasTurned || this.isAsking) return;
    // Whoever turns it off and on again is asked again.
    if (!isOn) void this.parts.globalState.update(askedKey, undefined);
    else void this.offer(true);
  }

  /** A button to click: nothing else is a gesture of the user. Once, in the window that the user looks at. */
  private async offer(isNew = false): Promise<void> {
    const { settings, globalState, models, log } = this.parts;
    const isDue = settings.get('summary') && this.allowed === undefined && vscode.window.state.focused;
    if (!isDue || this.isAsking || globalState.get(askedKey) === true) return;
    this.isAsking = true;
    try {
      const found = (await models?.selectChatModels()) ?? [];
      // They may come later: extensions that bring some take their time to start.
      if (found.length === 0 && !isNew) return;
      if (found.length > 0) await globalState.update(askedKey, true);
      const choose = l10n.t('Choose a Model…');
      const pressed = await notice.info(
        found.length > 0
          ? l10n.t('Mails can say why a run failed once you have chosen the language model that may read its output.')
          : l10n.t('This editor has no language model yet, so mails go without a summary until it has one.'),
        ...(found.length > 0 ? [choose] : []),
      );
      if (pressed !== choose) return;
      await this.allow().catch((error: unknown) =>
        notice.error(error instanceof Error ? error.message : String(error)),
      );
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
    const most = Math.min(mostOutput, Math.max(0, model.maxInputTokens * 2 - 2_000));
    const prompt = words((language) => summaryPrompt(wanted, language, randomBytes(12).toString('hex'), most));
    const answer = await ask(model, prompt, token);
    return words((language) => summaryOf(answer, model.name, language));
  }

  /** A first request, which tells nothing. Throws a sentence where it is refused. */
  private async tryOut(model: vscode.LanguageModelChat): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    try {
      // The editor may be asking meanwhile.
      const answer = ask(model, 'Answer with the one word OK.', source.token);
      await Promise.race([answer, endOf(AbortSignal.timeout(longestQuestion))]);
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

/** As it is in an editor. */
export function modelSummaryOf(context: vscode.ExtensionContext, settings: Settings, log: Log): ModelSummary {
  const { globalState } = context;
  // Editors made from VS Code may lack both.
  const { lm: models } = vscode as Partial<typeof vscode>;
  const { languageModelAccessInformation: access } = context as Partial<vscode.ExtensionContext>;
  return new ModelSummary({ settings, globalState, access, models, log });
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

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** The words of such an error may quote what was sent. */
function codeOf(error: unknown): string {
  if (error instanceof vscode.LanguageModelError) return error.code;
  return error instanceof Error ? error.name : 'an error';
}
