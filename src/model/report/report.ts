import type { TestCounts } from '../output/testCounts';
import { longestUnredacted } from '../redaction/secretForms';
import type { LastRuns } from '../run/lastRuns';

/**
 * What is known of a run apart from the run itself, collected when it ended: how it usually goes, the state of the
 * code, its output. Everything in it has been redacted. Unknown values are left out; nothing is guessed.
 */
export interface Report {
  /** The name of the user on that computer; empty if unknown. */
  readonly user: string;
  /** The kind of connection to that computer, such as `ssh-remote`; empty if there is none. */
  readonly remote: string;
  /** How long it usually takes, in milliseconds. */
  readonly usual?: number;
  /** How the runs of the same thing went before this one. */
  readonly lastRuns?: LastRuns;
  readonly firstError?: FirstError;
  readonly tests?: TestCounts;
  readonly problems?: Problems;
  readonly git?: GitState;
  readonly output?: ReportedOutput;
  /** Why a mail that should show output has none. */
  readonly withheld?: Withheld;
  /** The exact command that runs it again in a terminal; empty if there is none. */
  readonly rerun: string;
  /** An https address that opens its workspace in the editor again. */
  readonly openLink?: string;
  /** A language model's explanation of the failure: two sentences, based on redacted output. */
  readonly summary?: string;
}

/**
 * `notRedacted`: it could not be ensured that no secret is in it; `notApproved`: nobody has approved it for these
 * recipients.
 */
export type Withheld = 'notRedacted' | 'notApproved';

/** A line of a file, counted from 1. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}

/** Where an error is, according to the output. */
export interface ErrorPlace {
  /** The path as people read it best: relative to the workspace, or the full path. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
  /** An https address that opens the file there in the editor: mail programs do not open `vscode://`. */
  readonly link?: string;
}

/** The first error. */
export interface FirstError {
  readonly message: string;
  readonly place?: ErrorPlace;
  /** Up to three lines of source around it, in order; empty if the file cannot be read. */
  readonly lines: readonly SourceLine[];
}

/** The counts of the editor's list of problems. */
export interface Problems {
  readonly errors: number;
  readonly warnings: number;
  /** How many more than when it last ended well; negative: fewer. Left out if no such run is known. */
  readonly change?: { readonly errors: number; readonly warnings: number };
}

/** The Git repository that it ran in. */
export interface GitState {
  /** Empty if no branch is checked out. */
  readonly branch: string;
  /** Abbreviated. */
  readonly commit: string;
  /** The first line of its message. */
  readonly subject: string;
  /** How many files differ from the commit; 0 if the tree is clean. */
  readonly changedFiles: number;
  /** The commits since it last ended well, newest first; left out if no such run is known. */
  readonly sinceGood?: { readonly count: number; readonly commits: readonly Commit[] };
}

export interface Commit {
  /** Abbreviated. */
  readonly id: string;
  readonly subject: string;
}

/** The output of a run. */
export interface ReportedOutput {
  /**
   * With the colours (ECMA-48 SGR) of its terminal and no other control sequences; redrawn lines in their final form.
   */
  readonly text: string;
  /** How many characters are missing before or within it; 0 if it is complete. */
  readonly missing: number;
  /** The gap is within the text, which says where. */
  readonly startsWhole?: true;
}

/** The report of a run about which nothing more is known. */
export const noReport: Report = { user: '', remote: '', rerun: '' };

/** The line with that number, counted from 1, with the lines before and after it; not redacted yet. */
export function sourceLines(text: string, line: number): readonly SourceLine[] {
  const all = text.split(/\r\n|\n|\r/);
  if (line > all.length) return [];
  const first = Math.max(1, line - 1);
  return all
    .slice(first - 1, line + 1)
    .map((whole, index) => ({ number: first + index, text: whole.slice(0, longestUnredacted) }));
}
