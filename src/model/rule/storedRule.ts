import { outcomes, sources } from '../run/run';
import { asText, isRecord } from '../unknown';
import {
  type Content,
  contents,
  noSilence,
  plainFor,
  plainRule,
  type Rule,
  type SilenceRule,
  type UnknownWord,
} from './rule';

/**
 * Reads the rules of settings.json, where anybody may have typed anything: values of an unexpected form count as
 * missing. Each rule gets a unique id, even if one was copied.
 */
export function readRules(values: readonly unknown[]): readonly Rule[] {
  const taken = new Set<string>();
  return values.map((value, position) => {
    const rule = readRule(value, position);
    let { id } = rule;
    for (let count = 2; taken.has(id); count++) id = `${rule.id}-${count}`;
    taken.add(id);
    return { ...rule, id };
  });
}

/** A rule as settings.json holds it, without defaults. */
export function storedRule(rule: Rule): Record<string, unknown> {
  const plain = { ...plainFor(rule.mails), mails: plainRule.mails };
  return Object.fromEntries(
    Object.entries(rule).filter(([key, value]) => {
      return key === 'id' || JSON.stringify(value) !== JSON.stringify(plain[key as keyof Rule]);
    }),
  );
}

/**
 * The new value of the setting, given its value `now`. Nothing is lost that somebody else wrote there: unknown keys
 * of an entry stay, and so do entries that are not among these rules, after them.
 */
export function storedRules(rules: readonly Rule[], now: readonly unknown[]): readonly unknown[] {
  const ids = readRules(now).map(({ id }) => id);
  const kept = new Map(now.map((entry, index) => [ids[index], furtherKeys(entry)]));
  const written = new Set(rules.map(({ id }) => id));
  const others = now.filter((_, index) => !written.has(ids[index] ?? ''));
  return [...rules.map((rule) => ({ ...storedRule(rule), ...kept.get(rule.id) })), ...others];
}

function furtherKeys(entry: unknown): Record<string, unknown> {
  return isRecord(entry) ? Object.fromEntries(Object.entries(entry).filter(([key]) => !(key in plainRule))) : {};
}

function readRule(value: unknown, position: number): Rule {
  const stored = isRecord(value) ? value : {};
  const plain = plainFor(flag(stored['mails'], plainRule.mails));
  return {
    id: asText(stored['id']) || `rule-${position + 1}`,
    name: asText(stored['name']),
    enabled: flag(stored['enabled'], plain.enabled),
    mails: plain.mails,
    sources: words(stored['sources'], sources, plain.sources),
    match: asText(stored['match']),
    folder: asText(stored['folder']),
    outcomes: words(stored['outcomes'], outcomes, plain.outcomes),
    exitCodes: asText(stored['exitCodes']),
    minimumDuration: count(stored['minimumDuration'], plain.minimumDuration),
    onlyWhenAway: flag(stored['onlyWhenAway'], plain.onlyWhenAway),
    awayAfter: count(stored['awayAfter'], plain.awayAfter),
    onlyOnChange: flag(stored['onlyOnChange'], plain.onlyOnChange),
    repeatEvery: count(stored['repeatEvery'], plain.repeatEvery),
    recipients: texts(stored['recipients']),
    ccRecipients: texts(stored['ccRecipients']),
    bccRecipients: texts(stored['bccRecipients']),
    account: asText(stored['account']),
    content: content(stored['content'], plain.content),
    silence: silence(stored['silence']),
  };
}

function silence(value: unknown): SilenceRule {
  const stored = isRecord(value) ? value : {};
  return {
    stillRunning: count(stored['stillRunning'], noSilence.stillRunning),
    slowerThanUsual: flag(stored['slowerThanUsual'], noSilence.slowerThanUsual),
    noOutput: count(stored['noOutput'], noSilence.noOutput),
    waitingForInput: flag(stored['waitingForInput'], noSilence.waitingForInput),
  };
}

/** An unknown word may have meant less than the default, so it stands for the least. */
function content(value: unknown, otherwise: Content): Content {
  return value === undefined ? otherwise : (contents.find((word) => word === value) ?? 'verdict');
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : otherwise;
}

/**
 * Unknown words are skipped; if there are no others they stay, so that the rule matches nothing rather than
 * everything.
 */
function words<Word extends string>(
  value: unknown,
  known: readonly Word[],
  otherwise: readonly (Word | UnknownWord)[],
): readonly (Word | UnknownWord)[] {
  if (!Array.isArray(value)) return otherwise;
  const meant = known.filter((word) => value.includes(word));
  return meant.length > 0 ? meant : value.map((word) => String(word) as UnknownWord);
}
