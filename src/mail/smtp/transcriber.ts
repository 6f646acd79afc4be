import type { Clock } from '../../model/clock';
import type { Speaker, Transcript, TranscriptLine } from '../../model/failure/attempt';
import { oneLine } from '../../model/oneLine';
import { maskSecrets } from '../../model/redaction/secretForms';

/** A server may send a megabyte; a person reads a screen. */
const longestLine = 500;
const maxLinesPerReply = 50;
const maxLines = 400;

/**
 * Makes text from outside safe to show: one line, no control characters, secrets masked. Masks before and after the
 * cleaning, since removed characters may have interrupted a secret, and before the cut, which may split one.
 */
export function presentable(text: string, secrets: readonly string[], most = longestLine): string {
  if (text === '') return '';
  const masked = maskSecrets(text, secrets);
  const printed = oneLine(masked, Number.POSITIVE_INFINITY);
  const clean = printed === masked ? masked : maskSecrets(printed, secrets);
  return clean.length <= most ? clean : oneLine(clean, most);
}

/** Records the conversation with a server, line by line, each with its time. */
export class Transcriber {
  private lines: readonly TranscriptLine[] = [];
  private readonly begun: number;

  constructor(
    private readonly secrets: readonly string[],
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {
    this.begun = clock.now();
  }

  /** A snapshot; later lines do not appear in it. */
  get transcript(): Transcript {
    return this.lines;
  }

  client(text: string): void {
    this.write('client', [text]);
  }

  /** @param reply a whole reply, lines separated by LF */
  server(reply: string): void {
    this.write('server', reply.split(/\r?\n/));
  }

  note(text: string): void {
    this.write('note', [text]);
  }

  private write(speaker: Speaker, texts: readonly string[]): void {
    const at = this.clock.now() - this.begun;
    const shown = texts
      .slice(0, maxLinesPerReply)
      .map((text) => ({ at, speaker, text: presentable(text, this.secrets) }));
    if (texts.length > shown.length)
      shown.push({ at, speaker: 'note', text: `… ${texts.length - shown.length} lines` });
    this.lines = [...this.lines, ...shown].slice(0, maxLines);
    this.changed();
  }
}
