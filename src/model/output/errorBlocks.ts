import { type FoundError, foundPlace, type FoundPlace } from './foundError';

/** How many lines after its message an error's place may come: test runners print a diff in between. */
const maxLinesBetween = 60;

/** Code of libraries: what they throw is caused by their caller. */
const foreign = /^node:|(?:^|[\\/])(?:node_modules|site-packages|dist-packages|lib[\\/]python\d|\.pnp)|^<|^internal\//;

const frames: readonly RegExp[] = [
  // JavaScript: `    at f (/src/a.js:3:5)`, `    at async /src/a.js:3:5`
  /^\s+at (?:.*? \()?(?:async )?(?<path>(?:file:\/\/|node:|[A-Za-z]:(?=[\\/]))?[^\s:()][^:()]*):(?<line>\d+):(?<column>\d+)\)?$/,
  // vitest: ` ❯ src/a.test.ts:3:5`
  /^\s+❯ (?:\S+ )?(?<path>(?:[A-Za-z]:(?=[\\/]))?[^\s:()]+):(?<line>\d+):(?<column>\d+)$/,
  // Java: `\tat com.acme.A.f(A.java:12)`
  /^\s+at (?:[\w.@-]+\/)?(?<type>[\w.$]+)\((?<path>[\w$]+\.(?:java|kt|groovy|scala)):(?<line>\d+)\)$/,
];
const noPlace = /^\s+at \S/;
const javaLibrary =
  /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:junit|gradle|apache\.maven|opentest4j))\./;

const thrown =
  /^\s*(?:Uncaught |Caused by: |Exception in thread "[^"]*" |\[ERROR\] +)?(?<message>(?:[A-Za-z_$][\w.$]*)?(?:Error|Exception|Failure)(?: \[\w+\])?(?:: .*)?)$/;

/**
 * Finds errors that are printed over several lines: the message in one, its place in others. An error is returned as
 * soon as its last line has come.
 */
export class ErrorBlocks {
  /** The last message whose place has not come yet. */
  private message: { readonly text: string; readonly at: number } | undefined;
  private stack: FoundPlace[] = [];
  /** The calls of a Python traceback, where the last call comes last. */
  private calls: FoundPlace[] = [];
  private file = '';
  private pytest: { readonly text: string; readonly at: number } | undefined;
  /** The next line that is not empty is the message. */
  private wantsMessage: { readonly places: readonly FoundPlace[] } | 'jest' | undefined;
  private at = 0;

  /** @param text the next line, without control sequences */
  line(text: string): readonly FoundError[] {
    this.at += 1;
    if (this.message !== undefined && this.at - this.message.at > maxLinesBetween) this.message = undefined;
    const found: FoundError[] = [];
    const frame = frameOf(text);
    if (frame === undefined) found.push(...this.endStack());
    else if (this.message !== undefined) this.stack.push(...frame);
    if (frame !== undefined) return found;
    const error = this.awaited(text) ?? this.python(text) ?? this.headed(text) ?? this.arrow(text);
    if (error !== undefined) found.push(error);
    else this.begin(text);
    return found;
  }

  /** Returns what is still open. Call it after the last line. */
  end(): readonly FoundError[] {
    return this.endStack();
  }

  private endStack(): readonly FoundError[] {
    if (this.stack.length === 0 || this.message === undefined) return [];
    const own = this.stack.filter(({ path }) => !foreign.test(path));
    const found = { message: this.message.text, places: own };
    [this.stack, this.message] = [[], undefined];
    return [found];
  }

  private awaited(text: string): FoundError | undefined {
    const wanted = this.wantsMessage;
    if (wanted === undefined || text.trim() === '') return undefined;
    this.wantsMessage = undefined;
    if (wanted === 'jest') {
      this.message = { text: text.trim(), at: this.at };
      return undefined;
    }
    return { message: text.trim(), places: wanted.places };
  }

  private python(text: string): FoundError | undefined {
    const call = /^\s*(?:E\s+)?File "(?<path>[^"]+)", line (?<line>\d+)/.exec(text)?.groups;
    if (call !== undefined) {
      this.calls.push(...foundPlace(call['path'], call['line']));
      return undefined;
    }
    if (/^E {3}/.test(text)) {
      if (this.pytest === undefined || this.at - this.pytest.at > maxLinesBetween) {
        this.pytest = { text: text.slice(1).trim(), at: this.at };
      }
      return undefined;
    }
    const failed = /^(?<path>(?:[A-Za-z]:)?[^\s:]+\.py):(?<line>\d+): (?<message>\w+)$/.exec(text)?.groups;
    if (failed !== undefined) {
      const message = this.pytest?.text ?? failed['message'] ?? '';
      this.pytest = undefined;
      return { message, places: foundPlace(failed['path'], failed['line']) };
    }
    if (this.calls.length === 0 || !/^[A-Za-z_]/.test(text)) return undefined;
    if (text.startsWith('Traceback ')) return undefined;
    const places = [...this.calls].reverse();
    this.calls = [];
    // The call into a library is of more use than the lines within it.
    return { message: text.trim(), places: places.filter(({ path }) => !foreign.test(path)) };
  }

  /** eslint (stylish): the file on a line of its own, then its problems. */
  private headed(text: string): FoundError | undefined {
    const problem = /^\s+(?<line>\d+):(?<column>\d+)\s+error\s+(?<message>\S.*?)(?:\s{2,}\S+)?$/.exec(text)?.groups;
    if (problem !== undefined && this.file !== '') {
      const places = foundPlace(this.file, problem['line'], problem['column']);
      return { message: (problem['message'] ?? '').trim(), places };
    }
    if (/^(?:[A-Za-z]:)?[./\\\w][^:*?"<>|]*\.\w{1,10}$/.test(text)) this.file = text;
    else if (text.trim() === '') this.file = '';
    return undefined;
  }

  /** rustc, esbuild, Rust panics: the place on a line of its own, after the message. */
  private arrow(text: string): FoundError | undefined {
    const place = /^\s*(?:-->\s+)?(?<path>(?:[A-Za-z]:(?=[\\/]))?[^\s:][^:]*):(?<line>\d+):(?<column>\d+):?$/.exec(
      text,
    );
    const groups = place?.groups;
    if (groups === undefined || this.message === undefined || this.at - this.message.at > 4) return undefined;
    const { text: message } = this.message;
    this.message = undefined;
    return { message, places: foundPlace(groups['path'], groups['line'], groups['column']) };
  }

  private begin(text: string): void {
    const panic =
      /^thread '[^']*' (?:\(\d+\) )?panicked at (?:'(?<old>.*)', )?(?<path>[^\s:']+):(?<line>\d+):(?<column>\d+):?$/;
    const rust = panic.exec(text)?.groups;
    if (rust !== undefined) {
      this.wantsMessage = { places: foundPlace(rust['path'], rust['line'], rust['column']) };
      return;
    }
    const webpack = /^ERROR in (?<path>[^\s:(]+)(?: |\(|:)(?<line>\d+)[:,](?<column>\d+)(?:-\d+)?\)?$/.exec(
      text,
    )?.groups;
    if (webpack !== undefined) {
      this.wantsMessage = { places: foundPlace(webpack['path'], webpack['line'], webpack['column']) };
      return;
    }
    if (/^\s+● .+ › /.test(text)) {
      this.wantsMessage = 'jest';
      return;
    }
    const message =
      /^(?:error(?:\[E\d+\])?|✘ \[ERROR\]|X \[ERROR\]|panic):? (?<message>.+)$/.exec(text)?.groups?.['message'] ??
      thrown.exec(text)?.groups?.['message'];
    // The first message has the stack that matters; those who catch the error print it again.
    if (message !== undefined) this.message = { text: message.trim(), at: this.at };
  }
}

/** The place in a line of a stack; empty if the line has none, `undefined` if it is no such line. */
function frameOf(text: string): readonly FoundPlace[] | undefined {
  for (const pattern of frames) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const { type, path = '', line, column } = groups;
    if (type !== undefined && javaLibrary.test(type)) return [];
    return foundPlace(type === undefined ? path : inPackage(type, path), line, column);
  }
  return noPlace.test(text) ? [] : undefined;
}

/** `com.acme.A.f` in `A.java`: `com/acme/A.java`. */
function inPackage(method: string, file: string): string {
  return [...method.split('.').slice(0, -2), file].join('/');
}
