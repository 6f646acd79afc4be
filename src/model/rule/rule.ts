import type { Outcome, Source } from './run';

/** A word of settings.json that nobody here knows, perhaps of a newer version: no run is like that. */
export type UnknownWord = string & { readonly isUnknown: never };

export function isKnown<Word extends string>(word: string, known: readonly Word[]): word is Word {
  return (known as readonly string[]).includes(word);
}

/**
 * How much a mail tells of a run: how it ended and no more; what is known of it; also the first error and the end of what it
 * printed; also all that it printed, as an attached log.
 */
export type Content = 'verdict' | 'facts' | 'tail' | 'everything';

export const contents: readonly Content[] = ['verdict', 'facts', 'tail', 'everything'];

/** What is mailed of a run that goes on; 0 and false are off. */
export interface SilenceRule {
  /** Minutes after which it is told that it still runs. */
  readonly stillRunning: number;
  /** It takes longer than three times as long as usual. */
  readonly slowerThanUsual: boolean;
  /** Minutes without output. */
  readonly noOutput: number;
  /** A question stands at the end of its output. */
  readonly waitingForInput: boolean;
}

/**
 * Which runs deserve a mail, to whom, with what in it. The first rule that a run is meant by decides, whatever the others
 * say: `sources` to `minimumDuration` tell which runs are meant, the rest what becomes of them.
 */
export interface Rule {
  readonly id: string;
  /** What the user calls it; may be empty. */
  readonly name: string;
  readonly enabled: boolean;
  /** Whether runs that it means are mailed; one that does not mutes them. */
  readonly mails: boolean;
  /** Empty: all. */
  readonly sources: readonly (Source | UnknownWord)[];
  /** For name or command: wildcards (`*`, `?`) for the whole of it, or `/regex/`. Empty: all. See `pattern.ts`. */
  readonly match: string;
  /** For the folder, in the same way. */
  readonly folder: string;
  /** Empty: all. */
  readonly outcomes: readonly (Outcome | UnknownWord)[];
  /** As `1, 3-5`; empty: all, no code included. */
  readonly exitCodes: string;
  /** Seconds that a run must have lasted; one that is a cycle of a compiler that watches need not. */
  readonly minimumDuration: number;
  /** Only when nobody is at the editor: its window has no focus, or nothing was done in it for `awayAfter` seconds. */
  readonly onlyWhenAway: boolean;
  readonly awayAfter: number;
  /** Only where it ended in another way than the last time. */
  readonly onlyOnChange: boolean;
  /** With `onlyOnChange`: every so many failures in a row are told again; 0: never. */
  readonly repeatEvery: number;
  /** Empty: the recipients of the account. */
  readonly recipients: readonly string[];
  /** The id of the account that its mails go through; empty: the default account. */
  readonly account: string;
  readonly content: Content;
  readonly silence: SilenceRule;
}

/** Why a mail is sent: a rule asked for it, or the user asked for this very run. */
export type Reason = 'rule' | 'oneShot';

export const noSilence: SilenceRule = {
  stillRunning: 0,
  slowerThanUsual: false,
  noOutput: 0,
  waitingForInput: false,
};

/** A rule as *Add rule* makes it: everything that lasts a minute, while nobody is there. What the user stops is left out. */
export const plainRule: Rule = {
  id: '',
  name: '',
  enabled: true,
  mails: true,
  sources: [],
  match: '',
  folder: '',
  outcomes: ['done', 'failed', 'ended', 'lost'],
  exitCodes: '',
  minimumDuration: 60,
  onlyWhenAway: true,
  awayAfter: 60,
  onlyOnChange: false,
  repeatEvery: 0,
  recipients: [],
  account: '',
  content: 'tail',
  silence: noSilence,
};

/** One that mutes as it is written in settings.json without more: whatever it matches, however it ends and whenever. */
const plainMute: Rule = { ...plainRule, mails: false, outcomes: [], minimumDuration: 0 };

/** What is meant by what a rule does not say. */
export function plainFor(mails: boolean): Rule {
  return mails ? plainRule : plainMute;
}

/** What changes with a rule that is to mail, or to mute, from now on: what was as usual is as usual then. */
export function turned(rule: Rule, mails: boolean): Partial<Rule> {
  const [before, after] = [plainFor(rule.mails), plainFor(mails)];
  return {
    mails,
    ...(rule.outcomes.join() === before.outcomes.join() ? { outcomes: after.outcomes } : {}),
    ...(rule.minimumDuration === before.minimumDuration ? { minimumDuration: after.minimumDuration } : {}),
  };
}

/** What counts as long as the user has no rules: the few things that matter. */
export const usualRules: readonly Rule[] = [
  { ...plainRule, id: 'failed', outcomes: ['failed'], minimumDuration: 10 },
  { ...plainRule, id: 'long', minimumDuration: 60 },
];
