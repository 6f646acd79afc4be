import type { Outcome } from './run';

/**
 * What is known of a run beside the run itself, gathered as it ended: how it usually goes, the state of the code, what it
 * printed. Everything in it has been redacted. What could not be learnt is left out; nothing is guessed.
 */
export interface Report {
  /** Who ran it: the name of the user on that computer; the empty text where it is not known. */
  readonly user: string;
  /** The kind of connection to that computer, as `ssh-remote`; the empty text where there is none. */
  readonly remote: string;
  /** How long it usually takes, in milliseconds. */
  readonly usual?: number;
  readonly course?: Course;
  readonly firstError?: FirstError;
  readonly problems?: Problems;
  readonly git?: GitState;
  readonly output?: ReportedOutput;
  /** Why a mail that would show output has none. */
  readonly withheld?: Withheld;
  /** The exact command that runs it again in a terminal; the empty text where there is none. */
  readonly rerun: string;
  /** An https address that opens its workspace in the editor again. */
  readonly openLink?: string;
  /** What a language model says of the failure: two sentences, on redacted output. */
  readonly summary?: string;
}

/** `notRedacted`: it could not be made sure that no secret is in it; `notApproved`: nobody has approved it for these people. */
export type Withheld = 'notRedacted' | 'notApproved';

/** How the runs of the same thing went before this one. */
export interface Course {
  readonly previous?: Outcome;
  /** How many have failed in a row, this one included; 0 where it did not fail. */
  readonly failures: number;
  /** The RFC 5322 Message-ID, in angle brackets, of the last mail about the same thing. */
  readonly lastMail?: string;
}

/** A line of a file, counted from 1. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}

/** Where an error is said to be. */
export interface ErrorPlace {
  /** As it is best read: relative to the workspace, or the whole path. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
  /** An https address that opens the file there in the editor: mail clients do not open `vscode://`. */
  readonly link?: string;
}

/** The first thing that went wrong. */
export interface FirstError {
  readonly message: string;
  readonly place?: ErrorPlace;
  /** Up to three lines of source around it, in order; none where the file cannot be read. */
  readonly lines: readonly SourceLine[];
}

/** What the editor's list of problems holds. */
export interface Problems {
  readonly errors: number;
  readonly warnings: number;
  /** How many more than as it last ended well; negative: fewer. Left out where no such run is known. */
  readonly change?: { readonly errors: number; readonly warnings: number };
}

/** The Git repository that it ran in. */
export interface GitState {
  /** The empty text where no branch is checked out. */
  readonly branch: string;
  /** Abbreviated. */
  readonly commit: string;
  /** The first line of its message. */
  readonly subject: string;
  /** How many files differ from the commit; 0: the tree is clean. */
  readonly changedFiles: number;
  /** The commits since it last ended well, the newest first; left out where no such run is known. */
  readonly sinceGood?: { readonly count: number; readonly commits: readonly Commit[] };
}

export interface Commit {
  /** Abbreviated. */
  readonly id: string;
  readonly subject: string;
}

/** What a run printed. */
export interface ReportedOutput {
  /** With the colours (ECMA-48 SGR) of its terminal and no other control sequences; redrawn lines as they were left. */
  readonly text: string;
  /** How many characters are missing before or within it; 0: it is whole. */
  readonly missing: number;
  /** What is missing lies within it, and the text says where. */
  readonly startsWhole?: true;
}

/** Of a run of which nothing more is known. */
export const noReport: Report = { user: '', remote: '', rerun: '' };
