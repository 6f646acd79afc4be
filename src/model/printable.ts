/**
 * A text from outside (a task's name, a command, a path) made fit to stand in one line of a mail: no line breaks, control
 * characters, terminal escapes or marks that reorder what is shown (Unicode Bidi_Control), and no longer than `most`.
 */
export function printable(text: string, most = 500): string {
  // Nearly every text is one of these, and a conversation is made of many.
  if (text.length <= most && /^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(text)) return text;
  const line = text
    // eslint-disable-next-line no-control-regex -- these are what is being removed
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')
    // eslint-disable-next-line no-control-regex -- these are what is being removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
