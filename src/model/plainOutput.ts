/** What a terminal is told rather than shown: CSI, OSC and other strings, single escapes (ECMA-48, xterm). */
const sequences =
  // eslint-disable-next-line no-control-regex -- these are what is being removed
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
// eslint-disable-next-line no-control-regex -- these are what is being removed
const controls = /[\u0000-\u0007\u000b-\u001f\u007f-\u009f]/g;

/** What a program printed as it is left standing in a terminal: no colours, no progress that was overwritten. */
export function plainOutput(output: string): string {
  return output.replace(sequences, '').split('\n').map(lineLeft).join('\n');
}

/** Of what was written over one another in a line, the last. */
function lineLeft(line: string): string {
  const left = line
    .split('\r')
    .filter((part) => part !== '')
    .at(-1);
  return erased(left ?? '').replace(controls, '');
}

function erased(text: string): string {
  if (!text.includes('\b')) return text;
  const kept: string[] = [];
  for (const character of text) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}
