import * as l10n from '@vscode/l10n';
import { explain } from '../model/explain';
import { transcriptText, type TranscriptLine } from '../model/transcript';
import { whenText } from '../model/when';
import type { Conversation } from '../mail/conversations';

/** How it ended, in a few words. */
export function resultText({ result, account }: Conversation): string {
  switch (result.state) {
    case 'running':
      return l10n.t('under way');
    case 'accepted':
      return l10n.t('accepted by the server');
    case 'failed':
      return explain(result.failure, account).explanation;
  }
}

export function kindText({ kind }: Conversation): string {
  return kind === 'test' ? l10n.t('Test mail') : l10n.t('Mail');
}

/** The server that was meant. */
export function serverText({ account: { host, port, security } }: Conversation): string {
  return `${host}:${String(port)} (${security})`;
}

/**
 * A conversation with what has to be known of it: first a few lines about it, then what was said, each line with the
 * milliseconds since it began.
 * @param account what the account is called
 * @param lineOf what becomes of the text of a line
 */
export function conversationText(
  conversation: Conversation,
  account: string,
  language: string,
  lineOf: (line: TranscriptLine) => string = ({ text }) => text,
): string {
  const { at, transcript } = conversation;
  const about = [
    l10n.t('{0} through the account {1}', kindText(conversation), account),
    l10n.t('Server: {0}', serverText(conversation)),
    l10n.t('Begun: {0}', whenText(at, language)),
    l10n.t('Result: {0}', resultText(conversation)),
    l10n.t('Milliseconds, then C: this computer, S: the server, --: a remark'),
  ];
  const said = transcript.map((line) => ({ ...line, text: lineOf(line) }));
  return `${about.join('\n')}\n\n${transcriptText(said)}\n`;
}
