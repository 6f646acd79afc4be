/** A moment for people, with seconds and zone, for instance `Nov 20, 2026, 11:45:21 PM GMT+1`. */
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

/** The same as short as it can be: the time of a moment of today, else its day too, for instance `Nov 20, 11:45 PM`. */
export function momentText(milliseconds: number, now: number, language: string): string {
  const isToday = new Date(milliseconds).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : ({ month: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(language, { ...day, hour: 'numeric', minute: '2-digit' }).format(milliseconds);
}
