import * as l10n from '@vscode/l10n';
import { withoutMarks } from '../oneLine';
import type { Body, Fact, Link, Piece, Section, ShownLine } from './body';

/** The plain text of a mail. */
export function bodyText({ verdict, sections }: Body): string {
  const main = sections.filter(({ isFoot }) => isFoot !== true).map(sectionText);
  const foot = sections.filter(({ isFoot }) => isFoot === true).map(sectionText);
  // Mail programs recognise this line as the beginning of a signature (RFC 3676 section 4.3).
  const parts = [verdict, ...main.filter(Boolean), ['-- ', ...foot.filter(Boolean)].join('\n')];
  return `${withoutMarks(parts.join('\n\n'))}\n`;
}

function sectionText({ heading, pieces }: Section): string {
  const texts = pieces.map(pieceText).join('\n');
  if (heading === undefined || texts === '') return texts;
  return [heading, '-'.repeat(Array.from(heading).length), texts].join('\n');
}

function pieceText(piece: Piece): string {
  switch (piece.kind) {
    case 'facts':
      return factsText(piece.facts);
    case 'paragraph':
      return [piece.text, ...(piece.link === undefined ? [] : [linkText(piece.link)])].filter(Boolean).join(' ');
    case 'list':
      return piece.items.map((item) => `- ${item}`).join('\n');
    case 'code':
      return piece.text;
    case 'source':
      return sourceText(piece.lines);
    case 'output':
      return piece.lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
  }
}

function factsText(facts: readonly Fact[]): string {
  const labels = facts.map(({ label }) => l10n.t('{0}:', label));
  const width = Math.max(0, ...labels.map((label) => label.length));
  return facts.map(({ value }, index) => `${(labels[index] ?? '').padEnd(width)} ${value}`).join('\n');
}

/** The address in angle brackets (RFC 3986 appendix C), unless the text already is the address. */
function linkText({ href, text }: Link): string {
  return href === text || href === `mailto:${text}` ? text : `${text} <${href}>`;
}

function sourceText(lines: readonly ShownLine[]): string {
  const width = Math.max(...lines.map(({ number }) => String(number).length));
  return lines
    .map(({ number, text, isFaulty }) =>
      `${isFaulty ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd(),
    )
    .join('\n');
}
