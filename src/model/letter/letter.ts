import type { Account } from '../account/account';
import { extraHeader } from '../account/extraHeader';
import { copiesOf } from '../account/recipientWay';
import { oneLine } from '../oneLine';
import type { Body, Piece, Section } from './body';
import { htmlOf } from './bodyHtml';
import { bodyText } from './bodyText';
import type { Letter } from './message';
import { lastLinesHeading, maxLines } from './outputBlock';

/** Gmail cuts off what is longer than 102 KB; in bytes of UTF-8. */
const maxHtml = 90_000;

/** A mail from this account. If it is too long for a mail program, the oldest lines of output are left out. */
export function letterOf(account: Account, subject: string, body: Body): Letter {
  const fit = fitting(body);
  return {
    envelope: { from: account.fromAddress, to: account.recipients },
    senderName: account.senderName,
    replyTo: account.replyTo === '' ? undefined : account.replyTo,
    ...copiesOf(account),
    extraHeaders: account.extraHeaders.flatMap((line) => extraHeader(line) ?? []),
    // A single character outside ASCII makes the whole header encoded: a cut is marked in ASCII.
    subject: subject.replaceAll('…', '...'),
    text: bodyText(fit),
    html: htmlOf(fit),
  };
}

/** Shortens a body. Text and HTML are both made from the result, so they say the same. */
function fitting(body: Body): Body {
  let fit = body;
  for (let lines = maxLines / 2; !fits(fit) && lines >= 5; lines = Math.floor(lines / 2)) fit = withLines(body, lines);
  // The rest alone is too long: a template may contain anything.
  const short = fit;
  for (let max = 2_000; !fits(fit) && max > 10; max = Math.floor(max / 2)) fit = withTexts(short, max);
  return fit;
}

function fits(body: Body): boolean {
  const html = htmlOf(body);
  return html.length <= maxHtml && new TextEncoder().encode(html).length <= maxHtml;
}

/** Keeps at most this many lines of output. */
function withLines(body: Body, max: number): Body {
  const sections = body.sections.map((section): Section => {
    const isLonger = section.pieces.some((piece) => piece.kind === 'output' && piece.lines.length > max);
    if (!isLonger) return section;
    const pieces = section.pieces.map((piece) =>
      piece.kind === 'output' ? { ...piece, lines: piece.lines.slice(-max) } : piece,
    );
    return { ...section, heading: lastLinesHeading(max, body.language), pieces };
  });
  return { ...body, sections };
}

/** Shortens texts to this many characters, and limits the number of texts likewise. */
function withTexts(body: Body, max: number): Body {
  const cut = (text: string): string => oneLine(text, max);
  const shorten = (piece: Piece): Piece => {
    switch (piece.kind) {
      case 'paragraph':
        return { ...piece, text: cut(piece.text) };
      case 'facts':
        return { ...piece, facts: piece.facts.slice(0, max).map((fact) => ({ ...fact, value: cut(fact.value) })) };
      case 'list':
        return { ...piece, items: piece.items.slice(0, max).map(cut) };
      case 'code':
      case 'source':
      case 'output':
        return piece;
    }
  };
  // Text that is copied exactly is kept whole or dropped.
  const isWhole = (piece: Piece): boolean => piece.kind !== 'code' || piece.text.length <= max;
  const sections = body.sections.slice(0, max).map((section) => ({
    ...section,
    pieces: section.pieces.slice(0, max).filter(isWhole).map(shorten),
  }));
  return { ...body, sections: sections.filter(({ pieces }) => pieces.length > 0) };
}
