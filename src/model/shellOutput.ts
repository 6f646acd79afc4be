/** What the shell says where the output of a command begins; it stands first in what an ordinary terminal gives. */
const mark = '\u001b]633;C\u0007';

/** Reads what a command prints to its end, without that mark, which may come in pieces. */
export async function readShellOutput(stream: AsyncIterable<string>, take: (chunk: string) => void): Promise<void> {
  let begin: string | undefined = '';
  for await (const chunk of stream) {
    if (begin === undefined) {
      take(chunk);
      continue;
    }
    begin += chunk;
    if (begin.length < mark.length && mark.startsWith(begin)) continue;
    take(begin.startsWith(mark) ? begin.slice(mark.length) : begin);
    begin = undefined;
  }
  if (begin !== undefined) take(begin);
}
