import type { Clock } from '../clock';
import type { Printed } from '../run/run';
import { OutputTail } from './outputTail';

/** What a run has printed so far, and when it last printed. */
export class PrintedOutput {
  private lastAt: number;
  private isNews = false;
  readonly tail = new OutputTail();

  /**
   * @param startedAt milliseconds since 1970
   * @param soon runs work after the current task: a fast stream asks for the time once in a while, not for each of a
   * million chunks
   */
  constructor(
    private readonly clock: Clock,
    startedAt: number,
    private readonly soon: (work: () => void) => void,
  ) {
    this.lastAt = startedAt;
  }

  append(chunk: string): void {
    this.tail.append(chunk);
    if (this.isNews) return;
    this.isNews = true;
    this.soon(() => this.stamp());
  }

  printed(): Printed {
    this.stamp();
    return { text: this.tail.text(), missing: this.tail.missing, at: this.lastAt };
  }

  private stamp(): void {
    if (!this.isNews) return;
    this.isNews = false;
    this.lastAt = this.clock.now();
  }
}

/** The shell's mark for the beginning of a command's output; an ordinary terminal passes it on with the output. */
const mark = '\u001b]633;C\u0007';

/**
 * Reads the output of a command to its end, without that mark, which may arrive in pieces.
 * @param began called for each mark: of several lines that are typed at once, the editor may take all for one command
 */
export async function readShellOutput(
  stream: AsyncIterable<string>,
  take: (chunk: string) => void,
  began: () => void = () => undefined,
): Promise<void> {
  let held = '';
  for await (const chunk of stream) {
    const [first = '', ...others] = (held + chunk).split(mark);
    others.forEach(began);
    const text = first + others.join('');
    held = beginOfMark(text);
    if (text.length > held.length) take(text.slice(0, text.length - held.length));
  }
  if (held !== '') take(held);
}

/** The end of a text that may be the beginning of a mark. */
function beginOfMark(text: string): string {
  const at = text.lastIndexOf(mark.charAt(0));
  const end = at < 0 ? '' : text.slice(at);
  return mark.startsWith(end) ? end : '';
}
