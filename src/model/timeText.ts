import * as l10n from '@vscode/l10n';

/** A point in time for people, with seconds and zone, for instance `Nov 20, 2026, 11:45:21 PM GMT+1`. */
export function whenText(milliseconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(milliseconds);
}

/**
 * The same, as short as possible: the time alone if it is today, otherwise with the day, for instance `Nov 20, 11:45
 * PM`.
 */
export function momentText(milliseconds: number, now: number, language: string): string {
  const isToday = new Date(milliseconds).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : ({ month: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(language, { ...day, hour: 'numeric', minute: '2-digit' }).format(milliseconds);
}

/**
 * A duration in milliseconds for people, in at most two units, as their language writes it: `0.4s`, `12s`, `1m 04s`,
 * `2h 03m`, `3d 04h`. ASCII, because it is used in subjects.
 */
export function durationText(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (milliseconds < 9_950) return l10n.t('{0}.{1}s', Math.floor(tenths / 10), tenths % 10);
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return l10n.t('{0}s', seconds);
  if (minutes < 60) return l10n.t('{0}m {1}s', minutes, two(seconds % 60));
  if (hours < 24) return l10n.t('{0}h {1}m', hours, two(minutes % 60));
  return l10n.t('{0}d {1}h', Math.floor(hours / 24), two(hours % 24));
}
