import type { LogOutputChannel } from 'vscode';
import type { Clock } from '../../model/clock';
import { type Log, withoutQuoted } from '../../model/log';

const maxLines = 1_000;

type Level = keyof Log;

/** The log of this window, with its last lines in memory: an output channel cannot be read. */
export class RecentLog implements Log {
  private readonly kept: string[] = [];

  constructor(
    private readonly channel: LogOutputChannel,
    private readonly clock: Clock,
  ) {}

  /** Oldest first, each with its time; of every level, whatever the editor shows. */
  get lines(): readonly string[] {
    return this.kept;
  }

  debug(message: string): void {
    this.write('debug', message);
  }

  info(message: string): void {
    this.write('info', message);
  }

  warn(message: string): void {
    this.write('warn', message);
  }

  error(error: string | Error): void {
    this.write('error', error instanceof Error ? (error.stack ?? error.message) : error);
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  /** The editor keeps the log in a file that all users of this computer may read, and the support bundle has it. */
  private write(level: Level, sentence: string): void {
    const message = withoutQuoted(sentence);
    this.channel[level](message);
    this.kept.push(`${new Date(this.clock.now()).toISOString()} [${level}] ${message}`);
    if (this.kept.length > maxLines) this.kept.shift();
  }
}
