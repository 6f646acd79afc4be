import type { Transcript } from '../failure/attempt';
import { withoutIps } from './anonymize';
import { maskSecrets } from './secretForms';

/** A conversation in which the server does not say from where it is called: neither by address nor by name. */
export function withoutClient(transcript: Transcript, host: string): Transcript {
  const names = clientNames(transcript, host);
  return transcript.map((line) =>
    line.speaker === 'server' ? { ...line, text: withoutIps(maskSecrets(line.text, names)) } : line,
  );
}

/**
 * The names by which a server calls this computer, mostly that of its internet connection, which reveals where
 * somebody lives: all names in the first line of its reply to EHLO (RFC 5321 section 4.1.1.1) but its own.
 * @param host of the account
 */
function clientNames(transcript: Transcript, host: string): readonly string[] {
  const own = new Set([bare(host)]);
  const found = new Set<string>();
  let isGreeting = true;
  let isAsked = false;
  for (const { speaker, text } of transcript) {
    if (speaker === 'client') isAsked = /^(?:EHLO|HELO)\b/i.test(text);
    if (speaker !== 'server') continue;
    // It greets with the name that it calls itself.
    if (isGreeting) own.add(bare(/^220[ -](\S+)/.exec(text)?.[1] ?? ''));
    if (isAsked)
      for (const [name] of text.replace(/^\d{3}[ -]/, '').matchAll(hostName)) if (!own.has(bare(name))) found.add(name);
    [isGreeting, isAsked] = [false, false];
  }
  return [...found].sort((one, other) => other.length - one.length);
}

const hostName = /(?:[\p{L}\p{N}_-]{1,63}\.)+[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*/gu;

function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
