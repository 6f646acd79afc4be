import { compilePattern, PatternError, type Matcher } from './pattern';
import type { Run } from './run';

/** Names and commands that are listed by patterns, ready to be asked. */
export interface NameList {
  /** Why patterns cannot be used, a sentence each; these mean nothing, the others count. */
  readonly problems: readonly string[];
  has(run: Pick<Run, 'name' | 'command'>): boolean;
}

export const noNames: NameList = { problems: [], has: () => false };

/** @param patterns as in a rule; whatever else stands in a settings file is passed over, and so is an empty one */
export async function compileNames(patterns: readonly unknown[]): Promise<NameList> {
  const problems: string[] = [];
  const compiled = await Promise.all(
    patterns.map(async (pattern): Promise<Matcher | undefined> => {
      // In a rule the empty pattern means everything. Here it is a line that somebody has begun.
      if (typeof pattern !== 'string' || pattern.trim() === '') return undefined;
      try {
        return await compilePattern(pattern);
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        problems.push(error.message);
        return undefined;
      }
    }),
  );
  const matchers = compiled.filter((matcher) => matcher !== undefined);
  return { problems, has: ({ name, command }) => matchers.some((means) => means(name) || means(command)) };
}
