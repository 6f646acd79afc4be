import type { AccountField } from '../../src/model/account';
import type { Problem } from '../../src/model/problem';

/**
 * The problems to be shown beside their fields, the first one of each. An empty form does not complain of fields that nobody
 * has come to yet; a contradiction between two fields shows at once, since neither of them is still being typed.
 * @param visited fields that the focus has left
 * @param all every problem shows: the account was saved before, or somebody tried to save or to test it
 */
export function shownProblems(
  problems: readonly Problem[],
  visited: ReadonlySet<AccountField>,
  all: boolean,
): ReadonlyMap<AccountField, Problem> {
  const shown = problems.filter(({ field, kind, mend }) => {
    const isContradiction = kind === 'invalid' && (mend !== undefined || field === 'security');
    return all || isContradiction || visited.has(field);
  });
  return new Map(shown.toReversed().map((problem) => [problem.field, problem]));
}
