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
  const line = plain(output.slice(-most * 4)).slice(-most);
  const last = line.slice(Math.max(line.lastIndexOf('\n'), line.lastIndexOf('\r')) + 1);
  const question = last.trimEnd();
  return question !== '' && asking.some((pattern) => pattern.test(last)) ? question : undefined;
}

/** Without what controls the terminal. */
function plain(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what is being removed
      .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
      // eslint-disable-next-line no-control-regex -- these are what is being removed
      .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
      // eslint-disable-next-line no-control-regex -- these are what is being removed
      .replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, '')
  );
}
