import { plainOutput } from './plainOutput';

/** What programs write before they wait for an answer, at the end of a line that has no end. */
const asking = [
  /(?:password|passphrase|passcode|username|login|verification code|one-time code|otp|pin)\b[^\n]*:\s*$/i,
  /[[(]\s*y(?:es)?\s*\/\s*n(?:o)?(?:\s*\/[^\])]*)?\s*[\])]\s*[:?>]?\s*$/i,
  /\bpress (?:any key|enter|return)\b[^\n]*$/i,
  /\b(?:continue|proceed|overwrite|are you sure|do you want|would you like|ok to)\b[^\n]*\?[^\n]{0,20}$/i,
  /\b(?:enter|choose|select|type|pick)\b[^\n]{0,80}[:?>]\s*$/i,
  /^\s*\?\s[^\n]{1,200}$/,
  /\?\s*$/,
];

/** How much of the end is looked at, in characters. */
const most = 400;

/**
 * The question that a program waits for an answer to: the last line of its output, where that has no end and reads like
 * one. `undefined` where there is none. It is a guess: a progress line that stops after a colon looks like one too.
 */
export function questionAtEnd(output: string): string | undefined {
  const end = output.slice(-most * 4);
  const last = plainOutput(end.slice(Math.max(end.lastIndexOf('\n'), end.lastIndexOf('\r')) + 1)).slice(-most);
  const question = last.trimEnd();
  return question !== '' && asking.some((pattern) => pattern.test(last)) ? question : undefined;
}
