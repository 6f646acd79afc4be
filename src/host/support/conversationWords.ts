import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecordedAttempt } from '../../mail/transport/recentAttempts';
import { transcriptText } from '../../model/failure/attempt';
import { explain } from '../../model/remedy/explain';
import { whenText } from '../../model/timeText';

/** How an attempt ended, in a few words. */
export function resultText({ result, account }: RecordedAttempt): string {
  switch (result.state) {
    case 'running':
      return l10n.t('under way');
    case 'accepted':
      return l10n.t('accepted by the server');
    case 'failed':
      return explain(result.failure, account).explanation;
  }
}

export function kindText({ kind }: RecordedAttempt): string {
  return kind === 'test' ? l10n.t('Test mail') : l10n.t('Mail');
}

/** The server of an attempt. */
export function serverText({ account: { host, port, security } }: RecordedAttempt): string {
  return `${host}:${String(port)} (${security})`;
}

/**
 * The text of an attempt: a few lines about it, then its transcript, each line with the milliseconds since its begin.
 * @param account the label of the account
 */
export function conversationText(attempt: RecordedAttempt, account: string, language: string): string {
  const { at, transcript } = attempt;
  const about = [
    l10n.t('{0} through the account {1}', kindText(attempt), account),
    l10n.t('Server: {0}', serverText(attempt)),
    l10n.t('Begun: {0}', whenText(at, language)),
    l10n.t('Result: {0}', resultText(attempt)),
    l10n.t('Milliseconds, then C: this computer, S: the server, --: a remark'),
  ];
  return `${about.join('\n')}\n\n${transcriptText(transcript)}\n`;
}

const icons: Record<RecordedAttempt['result']['state'], vscode.ThemeIcon> = {
  running: new vscode.ThemeIcon('sync'),
  accepted: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
};

/** Lets the user pick an attempt, newest first. */
export async function pickConversation(attempts: readonly RecordedAttempt[]): Promise<RecordedAttempt | undefined> {
  const offered = attempts.map((attempt) => {
    const { account, at, kind, result, subject } = attempt;
    return {
      iconPath: icons[result.state],
      label: kind === 'test' ? kindText(attempt) : subject,
      description: `${whenText(at, vscode.env.language)} · ${account.name}`,
      // A screen reader cannot read the icon.
      detail: `${resultText(attempt)} · ${serverText(attempt)}`,
      attempt,
    };
  });
  const placeHolder = l10n.t('Choose a conversation with a server');
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(offered, options))?.attempt;
}
