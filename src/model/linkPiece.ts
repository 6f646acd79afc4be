import type { Link, Piece } from './body';

/** Longer addresses are cut by mail programs, and lead nowhere then. */
const longest = 2000;

/** A paragraph of nothing but a link; none where its address is not one that a mail may hold. */
export function linkPiece(href: string, text: string): readonly Piece[] {
  const link = linkOf(href, text);
  return link === undefined ? [] : [{ kind: 'paragraph', text: '', link }];
}

/** A link to the web, encrypted, and to nothing else. */
function linkOf(href: string, text: string): Link | undefined {
  return /^https:\/\//i.test(href) ? ownLinkOf(href, text) : undefined;
}

/** A link that the user has typed: to the web, within a company without encryption too, or to a mail address. */
export function ownLinkOf(href: string, text: string): Link | undefined {
  return /^(?:https?:\/\/|mailto:)[^\s\p{C}<>]+$/iu.test(href) && href.length <= longest ? { href, text } : undefined;
}
