import type { Link, Piece } from './body';

/** Longer addresses are cut by mail programs, and lead nowhere then. */
const longest = 2000;

/** A paragraph of nothing but a link; none where its address is not one that a mail may hold. */
export function linkPiece(href: string, text: string): readonly Piece[] {
  const link = linkOf(href, text);
  return link === undefined ? [] : [{ kind: 'paragraph', text: '', link }];
}

/** A link to the web or to a mail address, and to nothing else. */
export function linkOf(href: string, text: string): Link | undefined {
  return /^(?:https?:\/\/|mailto:)[^\s\p{C}<>]+$/iu.test(href) && href.length <= longest ? { href, text } : undefined;
}
