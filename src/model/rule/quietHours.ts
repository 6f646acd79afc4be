import * as l10n from '@vscode/l10n';

/** Minutes since midnight, in the computer's own time. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads `22:00-07:00`; `undefined` for the empty text. Throws an Error whose message is a sentence that says what is
 * wrong.
 */
export function readQuietHours(typed: string): QuietHours | undefined {
  if (typed.trim() === '') return undefined;
  const [, from = '', to = ''] = /^\s*(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)\s*$/.exec(typed) ?? [];
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  if (begin === undefined || end === undefined || begin === end)
    throw new Error(l10n.t('“{0}” are no quiet hours. Write them as in: 22:00-07:00', typed));
  return { from: begin, to: end };
}

/** The end of the quiet hours at that time, in milliseconds since 1970; `undefined` outside of quiet hours. */
export function quietUntil({ from, to }: QuietHours, now: number): number | undefined {
  const date = new Date(now);
  const minute = date.getHours() * 60 + date.getMinutes();
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return undefined;
  const days = from > to && minute >= from ? 1 : 0;
  // By the calendar: a night in which the clocks change is shorter or longer.
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 0, to).getTime();
}

function minutesOf(text: string): number | undefined {
  const [hours, minutes] = text.split(':').map(Number);
  if (text === '' || hours === undefined || minutes === undefined || hours > 23 || minutes > 59) return undefined;
  return hours * 60 + minutes;
}
