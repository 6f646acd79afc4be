import type { GoodRun } from '../../model/goodRuns';
import { activeRepositoryOf } from './gitApi';
import { countProblems } from './problemCount';

/** How things stand now for what ran in a folder. Starts nothing: it is asked after each good run. */
export function standing(folder: string): GoodRun {
  const commit = activeRepositoryOf(folder)?.state.HEAD?.commit;
  return { ...countProblems(), ...(commit === undefined ? {} : { commit }) };
}
