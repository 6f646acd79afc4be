/** Where servers speak in a charset of their country: by the end of their name. */
const countries: readonly (readonly [RegExp, string])[] = [
  [
    /(?:\.cn|\bqq\.com|\b1(?:63|26|39|88)\.com|\byeah\.net|\bsina\.\w+|\bsohu\.com|\btom\.com|\baliyun(?:cs)?\.com|\bfoxmail\.com)$/i,
    'gb18030',
  ],
  [/(?:\.kr|\bnaver\.com|\bdaum\.net|\bkakao\.com|\bnate\.com|\bhiworks\.com)$/i, 'euc-kr'],
  [/(?:\.(?:ru|su|ua|by|kz|bg|рф|xn--p1ai)|\byandex\.\w+)$/i, 'cyrillic'],
  [/\.(?:pl|cz|sk|hu|si|hr|ro)$/i, 'windows-1250'],
  [/\.gr$/i, 'windows-1253'],
  [/\.tr$/i, 'windows-1254'],
  [/\.il$/i, 'windows-1255'],
];

/**
 * The text of a reply, whose charset no standard names (RFC 5321 section 4.2.1): UTF-8 if it is that, or else a charset
 * of the server's country, or else the one that its bytes look like, or else Latin-1. No ASCII character is
 * lost, whatever the charset: a secret that the server repeats would otherwise no longer be found in it.
 * @param reply one character per byte
 */
export function replyText(reply: string, host: string): string {
  const bytes = Buffer.from(reply, 'latin1');
  const runs = reply.match(/[\x80-\xff]+/g);
  if (runs === null) return reply;
  const utf8 = decoded(bytes, 'utf-8');
  if (utf8 !== undefined) return utf8;
  const charset = countries.find(([end]) => end.test(host))?.[1] ?? charsetLike(runs);
  if (charset === 'cyrillic') return decoded(bytes, cyrillic(runs)) ?? reply;
  // Of two bytes each, none of them ASCII.
  const isPossible = charset.startsWith('windows') || runs.every((run) => run.length % 2 === 0);
  return isPossible ? (decoded(bytes, charset) ?? reply) : reply;
}

/** Letters of Latin-1 stand alone among those of ASCII; words of other scripts are made of them. */
function charsetLike(runs: readonly string[]): string {
  if (!runs.some((run) => run.length > 3)) return 'windows-1252';
  return runs.every((run) => /^[\xa3\xa8\xb3\xb8\xc0-\xff]+$/.test(run)) ? 'cyrillic' : 'gb18030';
}

/** Most letters are small: windows-1251 has those at E0 to FF, KOI8-R at C0 to DF. */
function cyrillic(runs: readonly string[]): string {
  const letters = runs.join('');
  const count = (range: RegExp): number => letters.match(range)?.length ?? 0;
  return count(/[\xc0-\xdf]/g) > count(/[\xe0-\xff]/g) ? 'koi8-r' : 'windows-1251';
}

/** `undefined` if the bytes are not of this charset, or this editor does not know it. */
function decoded(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
