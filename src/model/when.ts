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
