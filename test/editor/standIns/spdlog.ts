// Takes the place of @vscode/spdlog, a native module that comes without a binary. Without it the editor writes no log
// files, and an output channel, which is a view of such a file, stays empty.
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

/** Writes each line at once: a test that reads the file must not wait. */
export class Logger {
  private level = 2;
  private plain = false;
  private open = true;

  constructor(
    _type: string,
    _name: string,
    private readonly file: string,
  ) {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, '');
  }

  trace = (message: string): void => this.write(0, message);
  debug = (message: string): void => this.write(1, message);
  info = (message: string): void => this.write(2, message);
  warn = (message: string): void => this.write(3, message);
  error = (message: string): void => this.write(4, message);
  critical = (message: string): void => this.write(5, message);
  getLevel = (): number => this.level;
  setLevel = (level: number): void => void (this.level = level);
  setPattern = (): void => void (this.plain = false);
  clearFormatters = (): void => void (this.plain = true);
  flush = (): void => undefined;
  drop = (): void => void (this.open = false);

  private write(level: number, message: string): void {
    if (!this.open || level < this.level) return;
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
      .toISOString()
      .replace('T', ' ')
      .slice(0, -1);
    try {
      appendFileSync(this.file, this.plain ? message : `${local} [${names[level]}] ${message}\n`);
    } catch {
      // The folder is removed when the editor ends, and a last line may come after that.
    }
  }
}

/** The number of the library this stands in for; nobody reads it. */
export const version = 0;

/** The level of all loggers; each is set by itself here. */
export const setLevel = (): void => undefined;

/** When lines reach the disk; they always do at once here. */
export const setFlushOn = (): void => undefined;

/** Opens a log file; it is never rotated, because no test editor lives that long. */
export const createRotatingLogger = (name: string, file: string): Promise<Logger> =>
  Promise.resolve(new Logger('rotating', name, file));

/** The same; there is no other thread here. */
export const createAsyncRotatingLogger = createRotatingLogger;
