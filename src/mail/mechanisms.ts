/** The names of SASL mechanisms (RFC 4422 section 3.1) in a reply to EHLO; what is no such name is passed over. */
export function mechanisms(reply: string): readonly string[] {
  const offered = /^250[ -]AUTH[ =](.*)$/im.exec(reply)?.[1] ?? '';
  return offered
    .toUpperCase()
    .split(/\s+/)
    .filter((name) => /^[A-Z0-9_-]{1,20}$/.test(name));
}
