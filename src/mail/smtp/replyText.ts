/** Where servers speak in a charset of their country: by the end of their name. The first one that fits counts. */
const countries: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /(?:\.cn|\bqq\.com|\b1(?:63|26|39|88)\.com|\byeah\.net|\bsina\.\w+|\bsohu\.com|\btom\.com|\baliyun(?:cs)?\.com|\bfoxmail\.com)$/i,
    ['gb18030'],
  ],
  [/(?:\.(?:tw|hk|mo)|\bhinet\.net)$/i, ['big5']],
  [/\.jp$/i, ['euc-jp', 'shift_jis']],
  [/(?:\.kr|\bnaver\.com|\bdaum\.net|\bkakao\.com|\bnate\.com|\bhiworks\.com)$/i, ['euc-kr']],
  [/(?:\.(?:ru|su|ua|by|kz|bg|рф|xn--p1ai)|\byandex\.\w+)$/i, ['cyrillic']],
  [/\.(?:pl|cz|sk|hu|si|hr|ro)$/i, ['windows-1250']],
  [/\.gr$/i, ['windows-1253']],
  [/\.tr$/i, ['windows-1254']],
  [/\.il$/i, ['windows-1255']],
];

/**
 * The characters of more than one byte. The second byte may be one of ASCII, but only where it cannot be the beginning
 * of a word: before the next such character, a blank or the end.
 */
const pairs = /[\x81-\xfe](?:[\x80-\xfe]|[\x40-\x7e](?=[\x80-\xff\s]|$))/g;
/** Shift_JIS has letters of one byte, too. */
const pairsOfShiftJis = /[\xa1-\xdf]|[\x81-\x9f\xe0-\xfc](?:[\x80-\xfc]|[\x40-\x7e](?=[\x80-\xff\s]|$))/g;

/**
 * The text of a reply, whose charset no standard names (RFC 5321 section 4.2.1): UTF-8 if it is that, or else a charset
 * of the server's country, or else the one that its bytes look like, or else Latin-1. No word in ASCII loses a
 * character, whatever the charset: a secret that the server repeats would otherwise no longer be found in it.
 * @param reply one character per byte
 */
export function replyText(reply: string, host: string): string {
  const runs = reply.match(/[\x80-\xff]+/g);
  if (runs === null) return reply;
  const charsets = countries.find(([end]) => end.test(host))?.[1] ?? [charsetLike(runs)];
  for (const charset of ['utf-8', ...charsets]) {
    const text = decoded(reply, charset === 'cyrillic' ? cyrillic(runs) : charset);
    if (text !== undefined) return text;
  }
  return reply;
}

/** Letters of Latin-1 stand alone among those of ASCII; words of other scripts are made of them. */
function charsetLike(runs: readonly string[]): string {
  if (!runs.some((run) => run.length > 3)) return 'windows-1252';
  if (runs.every((run) => /^[\xa3\xa8\xb3\xb8\xc0-\xff]+$/.test(run))) return 'cyrillic';
  // Japanese is full of kana, which are in rows 4 and 5 of its charset. Chinese has them there, too, but not in use.
  return runs.some((run) => /^(?:[\xa1-\xfe]{2})*?(?:[\xa4\xa5][\xa1-\xf6]){2}/.test(run)) ? 'euc-jp' : 'gb18030';
}

/** Most letters are small: windows-1251 has those at E0 to FF, KOI8-R at C0 to DF. */
function cyrillic(runs: readonly string[]): string {
  const letters = runs.join('');
  const count = (range: RegExp): number => letters.match(range)?.length ?? 0;
  return count(/[\xc0-\xdf]/g) > count(/[\xe0-\xff]/g) ? 'koi8-r' : 'windows-1251';
}

/** `undefined` if the bytes are not of this charset, or this editor does not know it. */
function decoded(reply: string, charset: string): string | undefined {
  const characters = charset === 'shift_jis' ? pairsOfShiftJis : pairs;
  const isOfOneByte = /^(?:utf|windows|koi8)/.test(charset);
  if (!isOfOneByte && /[\x80-\xff]/.test(reply.replace(characters, ''))) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(reply, 'latin1'));
  } catch {
    return undefined;
  }
}
