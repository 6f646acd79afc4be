import { isCommitId } from '../../model/goodRuns';
import { longestUnredacted } from '../../model/longestUnredacted';
import type { Commit, GitState } from '../../model/report';
import { repositoryOf, type GitCommit, type GitRepository } from './gitApi';
import { within } from './within';

/** How long Git may take to look at the files, in milliseconds: where that takes longer, what the editor knows counts. */
const statusPatience = 600;
/** The same for the rest. */
const patience = 400;
const mostCommits = 20;
/** Digits of a commit's id. */
const short = 7;

/**
 * The repository of a folder as it is now. @param good the commit of the last good run, where one is known
 */
export async function gitState(folder: string, good: string | undefined): Promise<GitState | undefined> {
  const repository = await repositoryOf(folder);
  if (repository === undefined) return undefined;
  // The editor looks by itself a second after files have changed.
  await within(statusPatience, repository.status());
  const { HEAD } = repository.state;
  if (HEAD?.commit === undefined) return undefined;
  const [head, sinceGood] = await Promise.all([
    within(patience, repository.getCommit(HEAD.commit)),
    isCommitId(good) ? within(patience, commitsSince(repository, good, HEAD.commit)) : undefined,
  ]);
  return {
    branch: HEAD.type === headType ? (HEAD.name ?? '') : '',
    commit: HEAD.commit.slice(0, short),
    subject: head === undefined ? '' : commitOf(head).subject,
    changedFiles: changedFiles(repository),
    ...(sinceGood === undefined ? {} : { sinceGood }),
  };
}

/** A branch, among the editor's kinds of references. */
const headType = 0;

/** Each file once, whether what changed is staged or not. */
function changedFiles({ state }: GitRepository): number {
  const { mergeChanges, indexChanges, workingTreeChanges, untrackedChanges = [] } = state;
  const all = [...mergeChanges, ...indexChanges, ...workingTreeChanges, ...untrackedChanges];
  return new Set(all.map(({ uri }) => uri.toString())).size;
}

/** Rejects where that commit is no longer there. */
async function commitsSince(
  repository: GitRepository,
  good: string,
  head: string,
): Promise<NonNullable<GitState['sinceGood']>> {
  const commits = good === head ? [] : await repository.log({ range: `${good}..${head}` });
  return { count: commits.length, commits: commits.slice(0, mostCommits).map(commitOf) };
}

function commitOf({ hash, message }: GitCommit): Commit {
  return { id: hash.slice(0, short), subject: (message.split(/\r?\n/)[0] ?? '').slice(0, longestUnredacted) };
}
