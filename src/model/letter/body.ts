/** An address that can be opened: https, or a mail address. */
export interface Link {
  readonly href: string;
  readonly text: string;
}

/** A line of facts in a mail. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A line of a file, counted from 1. */
export interface ShownLine {
  readonly number: number;
  readonly text: string;
  /** The one that an error is said to be in. */
  readonly isFaulty: boolean;
}

/** How a piece of output is drawn; what is left out is as usual. */
export interface Look {
  readonly colour?: 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';
  /** The colour is behind the text, as of a badge. */
  readonly isBadge?: true;
  readonly isBold?: true;
  readonly isItalic?: true;
  readonly isUnderlined?: true;
}

export interface Span extends Look {
  readonly text: string;
}

/** What a section is made of. */
export type Piece =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** A link stands at the end of its paragraph. */
  | { readonly kind: 'paragraph'; readonly text: string; readonly link?: Link }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Something to be read or copied letter by letter: a path, a command. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'source'; readonly lines: readonly ShownLine[] }
  /** The end of what was printed, a line each. */
  | { readonly kind: 'output'; readonly lines: readonly (readonly Span[])[] };

export interface Section {
  readonly heading?: string;
  readonly pieces: readonly Piece[];
  /** In small print at the foot, below everything that is not. */
  readonly isFoot?: true;
}

export type Tone = 'good' | 'bad' | 'neutral';

/**
 * What a mail says, from which its text and its HTML are both made, so that they cannot disagree. Texts from outside have
 * gone through `printable`, or through `inSentence` where they stand within a sentence.
 */
export interface Body {
  /** The one line to read. */
  readonly verdict: string;
  readonly tone: Tone;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly sections: readonly Section[];
}

/** The parts of a mail, in the order in which they stand unless a template says otherwise. */
export const blockNames = [
  'facts',
  'summary',
  'firstError',
  'problems',
  'git',
  'output',
  'rerun',
  'heldBack',
  'why',
  'support',
] as const;
export type BlockName = (typeof blockNames)[number];

/** Each part of a mail; one without anything to say has no pieces. */
export type Blocks = Readonly<Record<BlockName, Section>>;

/** A part that says nothing. */
export const emptySection: Section = { pieces: [] };

export function allBlocks(blocks: Blocks): readonly Section[] {
  return blockNames.map((name) => blocks[name]).filter(({ pieces }) => pieces.length > 0);
}

export function factsPiece(facts: readonly Fact[]): readonly Piece[] {
  const told = facts.filter(({ value }) => value !== '');
  return told.length === 0 ? [] : [{ kind: 'facts', facts: told }];
}
