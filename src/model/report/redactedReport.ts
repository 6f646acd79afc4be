import type { RedactOptions } from '../redaction/redactor';
import { mask } from '../redaction/secretForms';
import type { Run, Running, RunPlace } from '../run/run';
import type { FirstError, GitState, Report, ReportedOutput } from './report';

/** Masks the secrets of a text. */
export type RedactText = (text: string, options?: RedactOptions) => string;
/** The same, asynchronously; rejects if it cannot be ensured that no secret is left. */
export type RedactSoon = (text: string, options?: RedactOptions) => Promise<string>;

/**
 * Redacts the texts of a run that are stored, whether it has ended or not: all but its output, which is never stored.
 */
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

/** Masks every text of the run; used when redaction failed. */
export function maskedRun<One extends Run | Running>(run: One): One {
  return redactedRun(run, (text) => (text === '' ? '' : mask));
}

/**
 * A run reduced to its counts, because its texts may still hold a secret: without its command line, which is also the
 * name of a terminal command, and without anything that it printed.
 */
export function withheldRun<One extends Run | Running>(run: One): One {
  const { name, command, source } = run;
  const changes: { -readonly [Key in keyof Run]?: Run[Key] } = { command: command === '' ? '' : mask };
  if (source === 'terminal' || name === command) changes.name = mask;
  const kept: One & { details?: readonly string[] | undefined } = { ...run, ...changes };
  if ('details' in kept) delete kept.details;
  return kept;
}

/** Redacts a report. Rejects as `redact` does. */
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

/** What remains of a report that could not be redacted: its counts, and why there is no more. */
export function withheldReport({ usual, lastRuns, problems }: Report): Report {
  return {
    user: '',
    remote: '',
    rerun: '',
    ...(usual === undefined ? {} : { usual }),
    ...(lastRuns === undefined ? {} : { lastRuns }),
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

/**
 * The link if it holds no secret, otherwise `undefined`: a link with a mask in it leads nowhere. Percent-encoding is
 * decoded first.
 */
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

/** All lines together, because a secret may continue on the next line. */
function redactLines(lines: readonly string[], redact: RedactText): readonly string[] {
  const each = redact(lines.map((line) => line.replaceAll('\n', ' ')).join('\n'), { keepLines: true }).split('\n');
  return lines.map((_, index) => each[index] ?? '');
}
