import type { Account } from './account';
import type { Body, Piece, Section } from './body';
import { htmlOf } from './bodyHtml';
import { textOf } from './bodyText';
import type { Letter } from './message';
import { lastLinesHeading, mostLines } from './outputBlock';
import { printable } from './printable';

/** Gmail cuts off what is longer than 102 KB; in bytes of UTF-8. */
const mostHtml = 90_000;

/** A mail of this account. Where it would be too long for a mail program, the oldest lines of output are left out. */
export function letterOf(account: Account, subject: string, body: Body): Letter {
  const fit = fitting(body);
  return {
    envelope: { from: account.fromAddress, to: account.recipients },
    senderName: account.senderName,
    replyTo: account.replyTo === '' ? undefined : account.replyTo,
    bcc: account.bcc,
    // Of one character that is not ASCII the whole header is encoded: what was cut off is told in ASCII.
    subject: subject.replaceAll('…', '...'),
    text: textOf(fit),
    html: htmlOf(fit),
  };
}

/** Text and HTML are made of what is left, so both tell the same. */
function fitting(body: Body): Body {
  let fit = body;
  for (let lines = mostLines / 2; !fits(fit) && lines >= 5; lines = Math.floor(lines / 2)) fit = withLines(body, lines);
  // What is left is too long by itself: a template may say what it likes.
  const short = fit;
  for (let most = 2_000; !fits(fit) && most > 10; most = Math.floor(most / 2)) fit = withTexts(short, most);
  return fit;
}

function fits(body: Body): boolean {
  const html = htmlOf(body);
  return html.length <= mostHtml && new TextEncoder().encode(html).length <= mostHtml;
}

/** With so many lines of output. */
function withLines(body: Body, most: number): Body {
  const sections = body.sections.map((section): Section => {
    const isLonger = section.pieces.some((piece) => piece.kind === 'output' && piece.lines.length > most);
    if (!isLonger) return section;
    const pieces = section.pieces.map((piece) =>
      piece.kind === 'output' ? { ...piece, lines: piece.lines.slice(-most) } : piece,
    );
    return { ...section, heading: lastLinesHeading(most, body.language), pieces };
  });
  return { ...body, sections };
}

/** With texts of so many characters, and as many of them as that leaves room for. */
function withTexts(body: Body, most: number): Body {
  const cut = (text: string): string => printable(text, most);
  const shorten = (piece: Piece): Piece => {
    switch (piece.kind) {
      case 'paragraph':
        return { ...piece, text: cut(piece.text) };
      case 'facts':
        return { ...piece, facts: piece.facts.slice(0, most).map((fact) => ({ ...fact, value: cut(fact.value) })) };
      case 'list':
        return { ...piece, items: piece.items.slice(0, most).map(cut) };
      case 'code':
      case 'source':
      case 'output':
        return piece;
    }
  };
  // What is copied letter by letter is there whole or not at all.
  const isWhole = (piece: Piece): boolean => piece.kind !== 'code' || piece.text.length <= most;
  const sections = body.sections.slice(0, most).map((section) => ({
    ...section,
    pieces: section.pieces.slice(0, most).filter(isWhole).map(shorten),
  }));
  return { ...body, sections: sections.filter(({ pieces }) => pieces.length > 0) };
}
