/** A link of a mail: an https or a mail address. */
export interface Link {
  readonly href: string;
  readonly text: string;
}

/** A line in a table of facts. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A line of a file, counted from 1. */
export interface ShownLine {
  readonly number: number;
  readonly text: string;
  /** The line of the error. */
  readonly isFaulty: boolean;
}

/** The style of a piece of output; defaults are left out. */
export interface Look {
  readonly colour?: 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';
  /** The colour is the background, as for a badge. */
  readonly isBadge?: true;
  readonly isBold?: true;
  readonly isItalic?: true;
  readonly isUnderlined?: true;
}

export interface Span extends Look {
  readonly text: string;
}

/** A piece of a section. */
export type Piece =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** A link comes at the end of its paragraph. */
  | { readonly kind: 'paragraph'; readonly text: string; readonly link?: Link }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** A text to be read or copied exactly: a path, a command. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'source'; readonly lines: readonly ShownLine[] }
  /** The end of the output, line by line. */
  | { readonly kind: 'output'; readonly lines: readonly (readonly Span[])[] };

export interface Section {
  readonly heading?: string;
  readonly pieces: readonly Piece[];
  /** In small print at the foot, below all other sections. */
  readonly isFoot?: true;
}

export type Tone = 'good' | 'bad' | 'neutral';

/**
 * The content of a mail, from which both its text and its HTML are made, so that they cannot disagree. Texts from
 * outside went through `oneLine`, or through `isolated` within a sentence.
 */
export interface Body {
  /** The one line that everybody reads. */
  readonly verdict: string;
  readonly tone: Tone;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly sections: readonly Section[];
}

/** The parts of a mail, in their order unless a template says otherwise. */
export const blockNames = [
  'facts',
  'summary',
  'firstError',
  'problems',
  'git',
  'output',
  'rerun',
  'suppressed',
  'why',
  'support',
] as const;
export type BlockName = (typeof blockNames)[number];

/** Each part of a mail; an empty part has no pieces. */
export type Blocks = Readonly<Record<BlockName, Section>>;

/** An empty part. */
export const emptySection: Section = { pieces: [] };

export function allBlocks(blocks: Blocks): readonly Section[] {
  return blockNames.map((name) => blocks[name]).filter(({ pieces }) => pieces.length > 0);
}

export function factsPiece(facts: readonly Fact[]): readonly Piece[] {
  const given = facts.filter(({ value }) => value !== '');
  return given.length === 0 ? [] : [{ kind: 'facts', facts: given }];
}

/** Mail programs cut longer addresses, which then lead nowhere. */
const longest = 2000;

/** A paragraph that is only a link; empty if a mail may not contain its address. */
export function linkPiece(href: string, text: string): readonly Piece[] {
  const link = linkOf(href, text);
  return link === undefined ? [] : [{ kind: 'paragraph', text: '', link }];
}

/** A link to an https address and nothing else. */
function linkOf(href: string, text: string): Link | undefined {
  return /^https:\/\//i.test(href) ? ownLinkOf(href, text) : undefined;
}

/** A link that the user typed: https, http for company networks, or a mail address. */
export function ownLinkOf(href: string, text: string): Link | undefined {
  return /^(?:https?:\/\/|mailto:)[^\s\p{C}<>]+$/iu.test(href) && href.length <= longest ? { href, text } : undefined;
}
