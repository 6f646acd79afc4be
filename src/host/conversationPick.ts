import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { whenText } from '../model/when';
import type { Conversation } from '../mail/conversations';
import { kindText, resultText, serverText } from './conversationWords';

const icons: Record<Conversation['result']['state'], vscode.ThemeIcon> = {
  running: new vscode.ThemeIcon('sync'),
  accepted: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
};

/** Has the user choose among conversations, newest first. */
export async function pickConversation(conversations: readonly Conversation[]): Promise<Conversation | undefined> {
  const offered = conversations.map((conversation) => {
    const { account, at, kind, result, subject } = conversation;
    return {
      iconPath: icons[result.state],
      label: kind === 'test' ? kindText(conversation) : subject,
      description: `${whenText(at, vscode.env.language)} · ${account.name}`,
      // The icon says nothing to a screen reader.
      detail: `${resultText(conversation)} · ${serverText(conversation)}`,
      conversation,
    };
  });
  const placeHolder = l10n.t('Choose a conversation with a server');
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(offered, options))?.conversation;
}
