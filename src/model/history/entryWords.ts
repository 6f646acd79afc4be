import * as l10n from '@vscode/l10n';
import { oneLine } from '../oneLine';
import { durationOf, type Run, type Running } from '../run/run';
import { outcomeWords, sourceWord } from '../run/runWords';
import { durationText, momentText, whenText } from '../timeText';
import { entryWords } from './decisionWords';
import type { RunEntry } from './runRecord';

/** The name of a run, short enough for a sentence: a command line may be long. */
export function shortName(name: string): string {
  return oneLine(name, 60);
}

/** The description beside the name of a run: `exit code 3 · 2m 04s, usually 1m 50s · 11:45 AM`. */
export function runDescription({ run, usual }: RunEntry, now: number, language: string): string {
  return [resultWords(run), durationWords(run, usual), momentText(run.endedAt, now, language)].join(' · ');
}

/** The same for a run that is still going on. */
export function runningDescription(
  { startedAt, startKnown }: Running,
  usual: number | undefined,
  isAsked: boolean,
  now: number,
): string {
  const elapsed = atLeast(startKnown, durationText(Math.max(0, now - startedAt)));
  const words = usual === undefined ? elapsed : l10n.t('{0}, usually {1}', elapsed, durationText(usual));
  return isAsked ? `${words} · ${l10n.t('mail asked for')}` : words;
}

/** Everything that is known of a run, one line each. Command lines may hold secrets: only for the user's own eyes. */
export function runTooltip(entry: RunEntry, language: string): string {
  const { run, usual, mail, mailNote } = entry;
  const started = whenText(run.startedAt, language);
  return lines([
    oneLine(run.name),
    labelled(sourceWord(run.source), outcomeWithCode(run)),
    ...(run.details ?? []).map((line) => oneLine(line)),
    labelled(l10n.t('Duration'), durationWords(run, usual)),
    labelled(l10n.t('Started'), run.startKnown ? started : l10n.t('before {0}, when this window opened', started)),
    labelled(l10n.t('Ended'), whenText(run.endedAt, language)),
    ...placeLines(run),
    labelled(l10n.t('Mail'), entryWords(entry)),
    mail !== undefined && (mailNote === undefined || mailNote === 'written')
      ? l10n.t('Its mail is in the outbox.')
      : '',
  ]);
}

/** Everything that is known of a run that is still going on. */
export function runningTooltip(
  running: Running,
  usual: number | undefined,
  isAsked: boolean,
  language: string,
): string {
  const started = whenText(running.startedAt, language);
  return lines([
    oneLine(running.name),
    l10n.t('{0}: running', sourceWord(running.source)),
    labelled(l10n.t('Started'), running.startKnown ? started : l10n.t('before {0}, when this window opened', started)),
    usual === undefined ? '' : l10n.t('Usual duration: {0}', durationText(usual)),
    ...placeLines(running),
    isAsked ? l10n.t('You will be mailed when it ends.') : '',
  ]);
}

/** The result, as short as possible: an exit code implies that it failed. */
function resultWords(run: Run): string {
  const isFailed = run.outcome === 'failed' && run.exitCode !== undefined;
  return isFailed ? l10n.t('exit code {0}', String(run.exitCode)) : outcomeWords(run.outcome);
}

function outcomeWithCode(run: Run): string {
  const words = outcomeWords(run.outcome);
  return run.exitCode === undefined ? words : `${words}, ${l10n.t('exit code {0}', String(run.exitCode))}`;
}

function durationWords(run: Run, usual: number | undefined): string {
  const duration = atLeast(run.startKnown, durationText(durationOf(run)));
  return usual === undefined ? duration : l10n.t('{0}, usually {1}', duration, durationText(usual));
}

function atLeast(isKnown: boolean, duration: string): string {
  return isKnown ? duration : `> ${duration}`;
}

function placeLines({ command, folder }: Pick<Run, 'command' | 'folder'>): readonly string[] {
  return [
    command === '' ? '' : labelled(l10n.t('Command'), oneLine(command, 1000)),
    folder === '' ? '' : labelled(l10n.t('Folder'), oneLine(folder)),
  ];
}

function labelled(label: string, value: string): string {
  return l10n.t('{0}: {1}', label, value);
}

function lines(all: readonly string[]): string {
  return all.filter((line) => line !== '').join('\n');
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/**
 * In how many milliseconds the displayed durations of running things must be updated: every second in the first
 * minute, then every ten seconds, then every minute. `undefined` if nothing is running.
 */
export function untilNextTick(running: readonly Pick<Running, 'startedAt'>[], now: number): number | undefined {
  if (running.length === 0) return undefined;
  const elapsed = Math.max(0, now - Math.max(...running.map(({ startedAt }) => startedAt)));
  const step = elapsed < minute ? second : elapsed < hour ? 10 * second : minute;
  return step - (elapsed % step);
}
