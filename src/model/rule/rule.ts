import { mask } from '../redaction/secretForms';
import type { Outcome, Run, Source } from '../run/run';

/** An unknown word of settings.json, perhaps of a newer version: it matches no run. */
export type UnknownWord = string & { readonly isUnknown: never };

export function isKnown<Word extends string>(word: string, known: readonly Word[]): word is Word {
  return (known as readonly string[]).includes(word);
}

/**
 * How much a mail says about a run: only how it ended; also what is known of it; also the first error and the end of
 * its output; also all of its output, as an attached log.
 */
export type Content = 'verdict' | 'facts' | 'tail' | 'everything';

export const contents: readonly Content[] = ['verdict', 'facts', 'tail', 'everything'];

/** When a run that is still going on is mailed; 0 and false are off. */
export interface SilenceRule {
  /** Minutes after which a mail says that it still runs. */
  readonly stillRunning: number;
  /** It takes more than three times as long as usual. */
  readonly slowerThanUsual: boolean;
  /** Minutes without output. */
  readonly noOutput: number;
  /** Its output ends in a question. */
  readonly waitingForInput: boolean;
}

/**
 * Which runs deserve a mail, to whom, with what in it. The first rule that matches a run decides, whatever the others
 * say: `sources` to `minimumDuration` select the runs, the rest says what happens with them.
 */
export interface Rule {
  readonly id: string;
  /** The user's name for it; may be empty. */
  readonly name: string;
  readonly enabled: boolean;
  /** Whether matching runs are mailed; a rule with false mutes them. */
  readonly mails: boolean;
  /** Empty: all. */
  readonly sources: readonly (Source | UnknownWord)[];
  /**
   * For the name or the command: wildcards (`*`, `?`) for the whole of it, or `/regex/`. Empty: all. See
   * `pattern.ts`.
   */
  readonly match: string;
  /** For the folder, in the same way. */
  readonly folder: string;
  /** Empty: all. */
  readonly outcomes: readonly (Outcome | UnknownWord)[];
  /** Such as `1, 3-5`; empty: all, including none. */
  readonly exitCodes: string;
  /** The minimum duration of a run, in seconds; cycles of a compiler in watch mode are exempt. */
  readonly minimumDuration: number;
  /** Only if nobody is at the editor: its window has no focus, or had no input for `awayAfter` seconds. */
  readonly onlyWhenAway: boolean;
  readonly awayAfter: number;
  /** Only if it ended in another way than the last time. */
  readonly onlyOnChange: boolean;
  /** With `onlyOnChange`: also mail every so many failures in a row; 0: never. */
  readonly repeatEvery: number;
  /** Empty: the recipients of the account. */
  readonly recipients: readonly string[];
  /** Those of them that get the mail as Cc, and those that no other recipient sees; see `wayOf`. */
  readonly ccRecipients: readonly string[];
  readonly bccRecipients: readonly string[];
  /** The id of the account for its mails; empty: the default account. */
  readonly account: string;
  readonly content: Content;
  readonly silence: SilenceRule;
}

export const noSilence: SilenceRule = {
  stillRunning: 0,
  slowerThanUsual: false,
  noOutput: 0,
  waitingForInput: false,
};

/**
 * The rule that *Add rule* creates: everything that takes at least a minute, while nobody is there, except runs that
 * the user stopped.
 */
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
  ccRecipients: [],
  bccRecipients: [],
  account: '',
  content: 'tail',
  silence: noSilence,
};

/** A muting rule without further settings: it matches in any case, however and whenever a run ends. */
const plainMute: Rule = { ...plainRule, mails: false, outcomes: [], minimumDuration: 0 };

/** The defaults for what a rule does not state. */
export function plainFor(mails: boolean): Rule {
  return mails ? plainRule : plainMute;
}

/** The changes to a rule that is switched to mailing or muting: defaults follow the switch. */
export function turned(rule: Rule, mails: boolean): Partial<Rule> {
  const [before, after] = [plainFor(rule.mails), plainFor(mails)];
  return {
    mails,
    ...(rule.outcomes.join() === before.outcomes.join() ? { outcomes: after.outcomes } : {}),
    ...(rule.minimumDuration === before.minimumDuration ? { minimumDuration: after.minimumDuration } : {}),
  };
}

/** The default rules while the user has none: the few things that matter. */
export const usualRules: readonly Rule[] = [
  { ...plainRule, id: 'failed', outcomes: ['failed'], minimumDuration: 10 },
  { ...plainRule, id: 'long', minimumDuration: 60 },
];

/** A rule that mutes a thing, however it ends and however long it takes. */
export function muteRule({ source, name, folder }: Run): Rule {
  const id = `mute-${crypto.randomUUID()}`;
  return { ...plainFor(false), id, sources: [source], match: literally(name), folder: literally(folder) };
}

/** A pattern for exactly this text. */
function literally(text: string): string {
  // The masked text is unknown: anything may be in its place.
  if (text.includes(mask)) {
    const parts = text.split(masks).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    return `/^${parts.join('.*')}$/`;
  }
  const isPlain = !/[*?]/.test(text) && !text.startsWith('/') && text.trim() === text;
  return isPlain ? text : text === '' ? '' : `/^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/`;
}

const masks = /\*{3}(?:\([\w .-]{1,30}\))?/;
