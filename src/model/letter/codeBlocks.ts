import * as l10n from '@vscode/l10n';
import { oneLine } from '../oneLine';
import type { ErrorPlace, Problems, Report } from '../report/report';
import { emptySection, type Fact, factsPiece, linkPiece, type Piece, type Section } from './body';

/** How many commits are listed. */
const maxCommits = 20;

/** The first error, with the source around it. */
export function errorBlock({ firstError }: Report): Section {
  if (firstError === undefined) return emptySection;
  const { message, place, lines } = firstError;
  const shown = lines.slice(0, 7).map(({ number, text }) => {
    return { number, text: sourceText(text), isFaulty: number === place?.line };
  });
  const pieces: Piece[] = [{ kind: 'paragraph', text: oneLine(message, 600) }];
  if (place !== undefined) pieces.push({ kind: 'code', text: placeText(place) });
  if (shown.length > 0) pieces.push({ kind: 'source', lines: shown });
  if (place?.link !== undefined) pieces.push(...linkPiece(place.link, l10n.t('Open it in the editor')));
  return { heading: l10n.t('First error'), pieces };
}

/** `src/app.ts:12:5` */
function placeText({ path, line, column }: ErrorPlace): string {
  return `${oneLine(path)}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** The indentation is kept. */
function sourceText(text: string): string {
  const indent = /^[ \t]*/.exec(text)?.[0].replaceAll('\t', '  ').slice(0, 40) ?? '';
  return indent + oneLine(text, 200);
}

/** The counts of the editor's list of problems. */
export function problemsBlock({ problems }: Report): Section {
  if (problems === undefined) return emptySection;
  const facts: Fact[] = [
    { label: l10n.t('Errors'), value: counted(problems, 'errors') },
    { label: l10n.t('Warnings'), value: counted(problems, 'warnings') },
  ];
  return { heading: l10n.t('Problems in the editor'), pieces: factsPiece(facts) };
}

function counted({ change, ...problems }: Problems, kind: 'errors' | 'warnings'): string {
  const count = String(problems[kind]);
  if (change === undefined) return count;
  return change[kind] === 0
    ? l10n.t('{0} (as at the last good run)', count)
    : l10n.t('{0} ({1} since the last good run)', count, signed(change[kind]));
}

/** `+2`, `-1`, `0` */
export function signed(change: number): string {
  return change > 0 ? `+${change}` : String(change);
}

/**
 * The Git repository that the run was in.
 * @param isListed whether the new commits are listed
 */
export function gitBlock({ git }: Report, isListed: boolean): Section {
  if (git === undefined) return emptySection;
  const { branch, commit, subject, changedFiles, sinceGood } = git;
  const facts: Fact[] = [
    { label: l10n.t('Branch'), value: oneLine(branch, 200) },
    { label: l10n.t('Commit'), value: [oneLine(commit, 40), oneLine(subject, 200)].filter(Boolean).join(' ') },
    {
      label: l10n.t('Changed files'),
      value: changedFiles === 0 ? l10n.t('none, all is committed') : String(changedFiles),
    },
    { label: l10n.t('New commits'), value: sinceGood === undefined ? '' : sinceWords(sinceGood.count) },
  ];
  const pieces = [...factsPiece(facts)];
  const commits = isListed ? (sinceGood?.commits ?? []).slice(0, maxCommits) : [];
  if (commits.length > 0) {
    const items = commits.map(({ id, subject: about }) => `${oneLine(id, 40)} ${oneLine(about, 120)}`);
    const more = (sinceGood?.count ?? 0) - commits.length;
    pieces.push({ kind: 'list', items: more > 0 ? [...items, l10n.t('and {0} more', String(more))] : items });
  }
  return { heading: l10n.t('Git'), pieces };
}

function sinceWords(count: number): string {
  return count === 0 ? l10n.t('none since the last good run') : l10n.t('{0} since the last good run', String(count));
}
