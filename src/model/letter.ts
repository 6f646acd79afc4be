import type { Account } from './account';
import type { Body, Piece, Section } from './body';
import { htmlOf } from './bodyHtml';
import { textOf } from './bodyText';
import type { Letter } from './message';

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
    subject,
    text: textOf(fit),
    html: htmlOf(fit),
  };
}

/** Text and HTML are made of what is left, so both tell the same. */
function fitting(body: Body): Body {
  let fit = body;
  for (let share = 1 / 2; !fits(fit) && share > 1 / 64; share /= 2) fit = withSections(body, share);
  return fit;
}

function fits(body: Body): boolean {
  const html = htmlOf(body);
  return html.length <= mostHtml && new TextEncoder().encode(html).length <= mostHtml;
}

/** Each long piece keeps this share of the most that it may hold. */
function withSections(body: Body, share: number): Body {
  const shorten = (piece: Piece): Piece => {
    const cut = (text: string): string => cutText(text, Math.round(4000 * share));
    switch (piece.kind) {
      case 'output':
        return { ...piece, lines: piece.lines.slice(-Math.max(1, Math.round(40 * share))) };
      case 'paragraph':
        return { ...piece, text: cut(piece.text) };
      case 'code':
        return { ...piece, text: cut(piece.text) };
      case 'facts':
        return { ...piece, facts: piece.facts.slice(0, 100).map((fact) => ({ ...fact, value: cut(fact.value) })) };
      case 'list':
        return { ...piece, items: piece.items.slice(0, 50).map(cut) };
      case 'source':
        return piece;
    }
  };
  const sections = body.sections.map((section): Section => ({ ...section, pieces: section.pieces.map(shorten) }));
  return { ...body, sections };
}

function cutText(text: string, most: number): string {
  const characters = text.length <= most ? [] : Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
