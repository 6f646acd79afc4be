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

/** A duration in milliseconds for people, in at most two units: `0.4s`, `12s`, `1m 04s`, `2h 03m`, `3d 04h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}
