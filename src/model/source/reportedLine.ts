import { plainOutput } from '../output/renderedOutput';
import { isInteractive, programOf } from './interactivePrograms';

/** What was seen of a command beside the line that its shell reports. */
export interface SeenCommand {
  /** The shell, such as `bash`. */
  readonly shell: string;
  /** What was first in the foreground of the terminal, without its arguments; empty if nothing could be read. */
  readonly name: string;
  /** The line of what was last there, with secrets: never to be kept or shown. */
  readonly last: string;
}

/**
 * Whether a run is interactive: its line, or what was seen in the place of that, unless bash may have reported a
 * part of it only, and something else was in the foreground in the end. Other shells report all that was typed.
 */
export function isInteractiveRun(line: string, seen: SeenCommand | undefined, programs: readonly string[]): boolean {
  if (line === '') return isInteractive(seen?.last ?? '', programs);
  if (!isInteractive(line, programs)) return false;
  return seen?.shell !== 'bash' || seen.last === '' || runs(programOf(line), seen.last);
}

/**
 * Whether bash has reported a part only of what was typed. Measured: with HISTCONTROL=ignorespace it reports the first
 * simple command, and of a pasted block often the first line.
 */
export function isCut(line: string, seen: SeenCommand | undefined, programs: readonly string[]): boolean {
  if (seen?.shell !== 'bash' || seen.last === '') return false;
  if (isInteractive(line, programs)) return !isInteractiveRun(line, seen, programs);
  return line.split(/[;&|\n]+/).every((command) => command.trim() === '' || startsNothing.test(command));
}

/** Commands that never have a job in the foreground. */
const startsNothing =
  /^\s*(?:(?:cd|pushd|popd|export|unset|set|shopt|alias|declare|typeset|local|readonly|read|echo|printf|test|true|false|umask|for|select|case)\s|\[+\s|:|\w+=\S*\s*$)/;

/** Whether a program is the one of a line from outside, or the script that this runs: `node /usr/bin/tool`. */
function runs(program: string, seen: string): boolean {
  return seen.split(' | ').some((part) => {
    const words = part.split(' ').filter((word) => !word.startsWith('-'));
    return words.slice(0, 3).some((word) => programOf(word) === program);
  });
}

/**
 * The line of the job that `fg` continues: the shell prints it first. Measured: bash prints the line, perhaps with its
 * folder, zsh `[1]  + continued  make`, fish `Send job 1 (make) to foreground`.
 */
export function continuedLine(line: string, output: string): string | undefined {
  if (!continues(line)) return undefined;
  const [first = ''] = plainOutput(output.slice(0, 4_000)).trimStart().split('\n');
  const job =
    /^\[\d+\] +[-+ ] +continued +(.+)$/.exec(first)?.[1] ??
    /^Send job \d+[^(“‘"']*[(“‘"'](.+)[)”’"'][^)”’"']*$/.exec(first)?.[1] ??
    first;
  return job.replace(/\s+\(wd: .*\)$/, '').trim() || undefined;
}

/** Whether a line continues a suspended job in the foreground. */
export function continues(line: string): boolean {
  return /^\s*(?:fg(?:\s+[%\w+-]+)?|%[\w+-]*)\s*$/.test(line);
}
