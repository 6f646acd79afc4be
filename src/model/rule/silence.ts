import type { CompiledRule } from './compiledRule';
import { questionAtEnd } from './prompt';
import type { Rule } from './rule';
import type { Printed, Running } from './run';
import type { UsualDuration } from './usualDuration';

/** What is told of a run that goes on. */
export type Silence =
  | { readonly kind: 'stillRunning' }
  | { readonly kind: 'slow'; readonly usual: number }
  | { readonly kind: 'noOutput'; readonly since: number }
  | { readonly kind: 'waiting'; readonly question: string };

/** How many times longer than usual is worth a mail. */
const tooLong = 3;
/** How long a question has to stand there unanswered, in milliseconds: whoever is there answers sooner. */
const unanswered = 10_000;

/** The rule that tells of a run while it goes on; one that mutes it comes first. */
export function silenceRule(running: Running, rules: readonly CompiledRule[]): Rule | undefined {
  for (const compiled of rules) {
    if (!compiled.means(running)) continue;
    const { rule } = compiled;
    if (!rule.mails) return undefined;
    const { stillRunning, slowerThanUsual, noOutput, waitingForInput } = rule.silence;
    if (stillRunning > 0 || slowerThanUsual || noOutput > 0 || waitingForInput) return rule;
  }
  return undefined;
}

/** What there is to tell now, the most useful first; `undefined` where nothing is. Times are in milliseconds. */
export function silenceOf(
  running: Running,
  { silence }: Rule,
  printed: Printed | undefined,
  usual: UsualDuration | undefined,
  now: number,
): Silence | undefined {
  const took = now - running.startedAt;
  const quiet = printed === undefined ? 0 : now - printed.at;
  if (silence.waitingForInput && printed !== undefined && quiet >= unanswered) {
    const question = questionAtEnd(printed.text);
    if (question !== undefined) return { kind: 'waiting', question };
  }
  if (silence.noOutput > 0 && printed !== undefined && quiet >= silence.noOutput * 60_000)
    return { kind: 'noOutput', since: printed.at };
  if (silence.slowerThanUsual && usual !== undefined && running.startKnown && took > tooLong * usual.median)
    return { kind: 'slow', usual: usual.median };
  if (silence.stillRunning > 0 && took >= silence.stillRunning * 60_000) return { kind: 'stillRunning' };
  return undefined;
}
