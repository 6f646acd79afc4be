import { longestUnredacted } from '../../model/redaction/secretForms';
import { isCommitId } from '../../model/report/goodRuns';
import type { Commit, GitState } from '../../model/report/report';
import type { Scheduler } from '../../system/scheduler';
import { type GitCommit, type GitRepository, repositoryOf } from './gitApi';
import { within } from '../../system/within';

/** Milliseconds Git may take to look at the files; after that, the editor's last state counts. */
const statusTimeoutMs = 600;
/** Milliseconds for each other question to Git. */
const timeoutMs = 400;
const maxCommits = 20;
/** Digits of an abbreviated commit id. */
const short = 7;

/** The current state of a folder's repository. @param good the commit of the last good run, if known */
export async function gitState(
  folder: string,
  good: string | undefined,
  scheduler: Scheduler,
): Promise<GitState | undefined> {
  const repository = await repositoryOf(folder, scheduler);
  if (repository === undefined) return undefined;
  // The editor itself looks a second after files have changed.
  await within(scheduler, statusTimeoutMs, repository.status());
  const { HEAD } = repository.state;
  if (HEAD?.commit === undefined) return undefined;
  const [head, sinceGood] = await Promise.all([
    within(scheduler, timeoutMs, repository.getCommit(HEAD.commit)),
    isCommitId(good) ? within(scheduler, timeoutMs, commitsSince(repository, good, HEAD.commit)) : undefined,
  ]);
  return {
    branch: HEAD.type === headType ? (HEAD.name ?? '') : '',
    commit: HEAD.commit.slice(0, short),
    subject: head === undefined ? '' : commitOf(head).subject,
    changedFiles: changedFiles(repository),
    ...(sinceGood === undefined ? {} : { sinceGood }),
  };
}

/** `RefType.Head` of the Git extension's API: a branch. */
const headType = 0;

/** Counts each file once, whether its changes are staged or not. */
function changedFiles({ state }: GitRepository): number {
  const { mergeChanges, indexChanges, workingTreeChanges, untrackedChanges = [] } = state;
  const all = [...mergeChanges, ...indexChanges, ...workingTreeChanges, ...untrackedChanges];
  return new Set(all.map(({ uri }) => uri.toString())).size;
}

/** Rejects if that commit no longer exists. */
async function commitsSince(
  repository: GitRepository,
  good: string,
  head: string,
): Promise<NonNullable<GitState['sinceGood']>> {
  const commits = good === head ? [] : await repository.log({ range: `${good}..${head}` });
  return { count: commits.length, commits: commits.slice(0, maxCommits).map(commitOf) };
}

function commitOf({ hash, message }: GitCommit): Commit {
  return { id: hash.slice(0, short), subject: (message.split(/\r?\n/)[0] ?? '').slice(0, longestUnredacted) };
}
