import type { Clock } from '../model/clock';
import { printable } from '../model/printable';
import { maskSecrets } from '../model/redact';
import type { Speaker, Transcript, TranscriptLine } from '../model/transcript';

/** A server may say a megabyte; a person reads a screen. */
const longestLine = 500;
const mostLinesPerReply = 50;
const mostLines = 400;

/**
 * The words of others made fit to be shown: on one line, nothing in it that acts, secrets masked. Masked before and after
 * the cleaning, since what is taken away may have stood in the midst of a secret, and before the cut, which may split one.
 */
export function presentable(text: string, secrets: readonly string[], most = longestLine): string {
  if (text === '') return '';
  const masked = maskSecrets(text, secrets);
  const printed = printable(masked, Number.POSITIVE_INFINITY);
  const clean = printed === masked ? masked : maskSecrets(printed, secrets);
  return clean.length <= most ? clean : printable(clean, most);
}

/** Writes down the conversation with a server, line by line, with the time of each. */
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

  /** A snapshot: what is written later is not in it. */
  get transcript(): Transcript {
    return this.lines;
  }

  client(text: string): void {
    this.write('client', [text]);
  }

  /** @param reply a whole reply, its lines separated by LF */
  server(reply: string): void {
    this.write('server', reply.split(/\r?\n/));
  }

  note(text: string): void {
    this.write('note', [text]);
  }

  private write(speaker: Speaker, texts: readonly string[]): void {
    const at = this.clock.now() - this.begun;
    const shown = texts
      .slice(0, mostLinesPerReply)
      .map((text) => ({ at, speaker, text: presentable(text, this.secrets) }));
    if (texts.length > shown.length)
      shown.push({ at, speaker: 'note', text: `… ${texts.length - shown.length} lines` });
    this.lines = [...this.lines, ...shown].slice(0, mostLines);
    this.changed();
  }
}
