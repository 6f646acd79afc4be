// An extension that brings a language model: it answers whatever a test wants. Loaded beside ours.
import * as vscode from 'vscode';

/** What the test gets hold of. */
export interface ModelProvider {
  /** False in editors that are too old for it (before 1.104). */
  readonly isRegistered: boolean;
  /** What the model was asked, the last one at the end. */
  readonly requests: string[];
  /** Given what it was asked; where it rejects, the model fails. */
  answer: (prompt: string) => Promise<string>;
}

interface Information {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: object;
}

/** As it is since VS Code 1.104; our types are those of the oldest version that we promise. */
interface Provider {
  provideLanguageModelChatInformation(): Information[];
  provideLanguageModelChatResponse(
    model: Information,
    messages: readonly { readonly content: readonly unknown[] }[],
    options: unknown,
    progress: vscode.Progress<vscode.LanguageModelTextPart>,
  ): Promise<void>;
  provideTokenCount(): Promise<number>;
}

export function activate(context: vscode.ExtensionContext): ModelProvider {
  const requests: string[] = [];
  const model = { id: 'parrot', name: 'Parrot', family: 'parrot', version: '1', maxInputTokens: 8_000 };
  const provider: Provider = {
    provideLanguageModelChatInformation: () => [{ ...model, maxOutputTokens: 1_000, capabilities: {} }],
    provideLanguageModelChatResponse: async (_model, messages, _options, progress) => {
      const parts = messages.flatMap(({ content }) => content);
      const prompt = parts.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
      requests.push(prompt);
      const answer = await inside.answer(prompt);
      // In pieces, as models do.
      for (const piece of answer.match(/[^]{1,7}/g) ?? []) progress.report(new vscode.LanguageModelTextPart(piece));
    },
    provideTokenCount: () => Promise.resolve(1),
  };
  const { registerLanguageModelChatProvider: register } = vscode.lm as {
    registerLanguageModelChatProvider?: (vendor: string, provider: Provider) => vscode.Disposable;
  };
  const inside = { isRegistered: register !== undefined, requests, answer: () => Promise.resolve('') } as ModelProvider;
  if (register !== undefined) context.subscriptions.push(register('mail-when-done-test', provider));
  return inside;
}
