import type { Log } from '../../model/log';
import { systemScheduler } from '../../system/scheduler';

export interface CompiledSettingParts<Source, Compiled> {
  /** What it is made of, as that is now. */
  readonly read: () => Source;
  /** Rejects if what it needs could not be loaded. */
  readonly compile: (source: Source) => Promise<Compiled>;
  readonly initial: Compiled;
  /** It is in use from now on. @param text its source, as `textOf` writes it */
  readonly used: (compiled: Compiled, text: string) => void;
  /** How the log calls it, such as `the rules`. */
  readonly name: string;
  readonly log: Log;
}

/** How long until what could not be compiled is compiled again if nobody asks, in milliseconds. */
const retryMs = 30_000;

/** What is made of settings and needs time for that, since a part has to be loaded. */
export class CompiledSetting<Source, Compiled> {
  /** What is compiled; `undefined` before the first time and if it failed. */
  private text: string | undefined;
  private compiling: Promise<Compiled>;
  private cancelRetry = (): void => undefined;
  /** As last compiled; that of the current settings may not be ready yet. */
  current: Compiled;

  constructor(private readonly parts: CompiledSettingParts<Source, Compiled>) {
    this.current = parts.initial;
    this.compiling = Promise.resolve(parts.initial);
  }

  /** That of the current settings. Rejects if it cannot be compiled; the next call tries again. */
  ready(): Promise<Compiled> {
    if (this.text === undefined) this.refresh();
    return this.compiling;
  }

  /** The settings may have changed. */
  refresh(): void {
    const { compile, log, name, read, used } = this.parts;
    const source = read();
    const text = textOf(source);
    if (text === this.text) return;
    this.text = text;
    const compiling = compile(source);
    this.compiling = compiling;
    compiling.then(
      (compiled) => {
        if (this.compiling !== compiling) return;
        this.current = compiled;
        used(compiled, text);
      },
      (error: unknown) => {
        log.error(`${name} cannot be used: ${String(error)}`);
        if (this.compiling !== compiling) return;
        this.text = undefined;
        this.cancelRetry();
        this.cancelRetry = systemScheduler.after(retryMs, () => void this.ready().catch(() => undefined));
      },
    );
  }

  dispose(): void {
    this.cancelRetry();
  }
}

/** Two sources with the same text are compiled to the same. */
export function textOf(source: unknown): string {
  return JSON.stringify(source ?? {});
}
