import * as l10n from '@vscode/l10n';
import { whenText } from '../../model/timeText';
import type { BundlePart } from './bundlePart';

/** README.txt of a support bundle, for the person who looks into it before sending it. */
export function bundleReadme(parts: readonly BundlePart[], now: number, language: string): string {
  const listed = new Map(parts.map(({ name, about }) => [name.replace(/\/.*/s, '/'), about]));
  return [
    l10n.t('Support bundle of Mail When Done, made on {0}', whenText(now, language)),
    l10n.t(
      'It was written to this computer only and sent to nobody. Its files are plain text: look through them before you send them to anybody.',
    ),
    l10n.t('What is in it:'),
    [...listed].map(([name, about]) => `- ${name}: ${about}`).join('\n'),
    l10n.t('What was taken out, with *** in its place:'),
    [
      l10n.t('passwords, in every form that is known, and everything that was said while signing in'),
      l10n.t('user names, and of every mail address what stands before the @'),
      l10n.t('subjects, contents and names of mails, names of tasks, names of senders and of accounts'),
      l10n.t(
        'the names of this computer and of its user, the path of the home directory, IP addresses in the words of servers',
      ),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    l10n.t(
      'What is left: names of mail servers, domains of mail addresses, settings that are numbers or choices, times, and the words of the servers. A server may say anything, so read the transcripts.',
    ),
  ].join('\n\n');
}
