import { mask } from './redact';
import type { RedactOptions } from './redactor';
import type { FirstError, GitState, Report, ReportedOutput } from './report';
import type { Run, Running, RunPlace } from './run';

/** Masks the secrets of a text. */
export type RedactText = (text: string, options?: RedactOptions) => string;
/** The same with time for others in between; rejects where it cannot be made sure that none is left. */
export type RedactSoon = (text: string, options?: RedactOptions) => Promise<string>;

/** The texts of a run, or of one that goes on, which are written down: all but its output, which never is. */
export function redactedRun<One extends Run | Running>(run: One, redact: RedactText): One {
  const whole: Run | Running = run;
  const changes: { -readonly [Key in keyof Run]?: Run[Key] } = {
    name: redact(whole.name),
    command: redact(whole.command),
    folder: redact(whole.folder),
  };
  if ('workspace' in whole) {
    changes.workspace = redact(whole.workspace);
    changes.host = redact(whole.host);
    if (whole.details !== undefined) changes.details = redactLines(whole.details, redact);
  }
  const kept: One & { output?: string | undefined } = { ...run, ...changes };
  if ('output' in kept) delete kept.output;
  const document = whole.place?.document;
  if (document === undefined || redact(document) === document) return kept;
  const place: { -readonly [Key in keyof RunPlace]: RunPlace[Key] } = { ...whole.place };
  delete place.document;
  return { ...kept, place };
}

/** Of a run of which nothing can be told without risk. */
export function veiledRun<One extends Run | Running>(run: One): One {
  return redactedRun(run, (text) => (text === '' ? '' : mask));
}

/**
 * A run of which a mail tells what was counted only, since its texts may hold a secret after all: no command line, which the
 * name of a terminal command is too, and nothing that was printed.
 */
export function withheldRun<One extends Run | Running>(run: One): One {
  const { name, command, source } = run;
  const changes: { -readonly [Key in keyof Run]?: Run[Key] } = { command: command === '' ? '' : mask };
  if (source === 'terminal' || name === command) changes.name = mask;
  const kept: One & { details?: readonly string[] | undefined } = { ...run, ...changes };
  if ('details' in kept) delete kept.details;
  return kept;
}

/** A report without secrets. Rejects as `redact` does. */
export async function redactedReport(report: Report, redact: RedactSoon): Promise<Report> {
  const { firstError, git, output, summary, openLink, ...rest } = report;
  const link = openLink === undefined ? undefined : await sameOrNone(openLink, redact);
  return {
    ...rest,
    user: await redact(report.user),
    remote: await redact(report.remote),
    rerun: await redact(report.rerun),
    ...(link === undefined ? {} : { openLink: link }),
    ...(firstError === undefined ? {} : { firstError: await redactedError(firstError, redact) }),
    ...(git === undefined ? {} : { git: await redactedGit(git, redact) }),
    ...(summary === undefined ? {} : { summary: await redact(summary) }),
    ...(output === undefined
      ? {}
      : { output: { ...output, text: await redact(output.text, { isCut: isCut(output) }) } }),
  };
}

/** What is left of a report that could not be redacted: what was counted, and why there is no more. */
export function withheldReport({ usual, course, problems }: Report): Report {
  return {
    user: '',
    remote: '',
    rerun: '',
    ...(usual === undefined ? {} : { usual }),
    ...(course === undefined ? {} : { course }),
    ...(problems === undefined ? {} : { problems }),
    withheld: 'notRedacted',
  };
}

function isCut({ missing, startsWhole }: ReportedOutput): boolean {
  return missing > 0 && startsWhole !== true;
}

async function redactedError({ message, place, lines }: FirstError, redact: RedactSoon): Promise<FirstError> {
  const source = (await redact(lines.map(({ text }) => text).join('\n'), { keepLines: true })).split('\n');
  const { link, ...rest } = place ?? { path: '', line: 0 };
  const whole = link === undefined ? undefined : await sameOrNone(link, redact);
  return {
    message: await redact(message),
    ...(place === undefined
      ? {}
      : { place: { ...rest, path: await redact(rest.path), ...(whole === undefined ? {} : { link: whole }) } }),
    lines: lines.map((line, index) => ({ ...line, text: source[index] ?? '' })),
  };
}

async function redactedGit(git: GitState, redact: RedactSoon): Promise<GitState> {
  const { branch, subject, sinceGood } = git;
  const redacted = { ...git, branch: await redact(branch), subject: await redact(subject) };
  if (sinceGood === undefined) return redacted;
  const subjects = await redact(sinceGood.commits.map((commit) => commit.subject.replaceAll('\n', ' ')).join('\n'), {
    keepLines: true,
  });
  const each = subjects.split('\n');
  const commits = sinceGood.commits.map((commit, index) => ({ ...commit, subject: each[index] ?? '' }));
  return { ...redacted, sinceGood: { ...sinceGood, commits } };
}

/** An address with a mask in it leads nowhere. What is written in one with percent signs is read as it is meant. */
async function sameOrNone(link: string, redact: RedactSoon): Promise<string | undefined> {
  const plain = decoded(link);
  const isClean = plain !== undefined && (await redact(plain)) === plain && (await redact(link)) === link;
  return isClean ? link : undefined;
}

function decoded(link: string): string | undefined {
  try {
    return decodeURIComponent(link);
  } catch {
    return undefined;
  }
}

/** Together, since a secret may go on in the next line. */
function redactLines(lines: readonly string[], redact: RedactText): readonly string[] {
  const each = redact(lines.map((line) => line.replaceAll('\n', ' ')).join('\n'), { keepLines: true }).split('\n');
  return lines.map((_, index) => each[index] ?? '');
}
