import { namedSecret, type NamedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue } from './secretValues';

/** A cell of a line, and where it stands in the text. */
interface Cell {
  readonly start: number;
  readonly text: string;
}

/** How far below its head a table is read, in lines. */
const longest = 200;

/** Below the head of a column that names secrets: in tables with bars, of commas or tabs, or set by blanks. */
export function tableSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [...inserted(text)];
  for (const match of text.matchAll(head)) {
    const from = match.index + (match[0].startsWith('\n') ? 1 : 0);
    const line = lineAt(text, from);
    const split = /[|│]/.test(line) ? barred : line.includes('\t') ? tabbed : line.includes(',') ? separated : aligned;
    const cells = split(line, 0, line);
    const columns = cells.flatMap(({ text: name }, index) => {
      const named = cells.length > 1 && isHead(name) ? namedSecret(name) : undefined;
      return named === undefined ? [] : [{ index, named }];
    });
    if (columns.length === 0 || !cells.every(({ text: name }) => isHead(name))) continue;
    let at = from + line.length + 1;
    for (let count = 0; count < longest && at < text.length; count++) {
      const row = lineAt(text, at);
      const values = split(row, at, line);
      const isRule = /^[\s|│+├┤┼╞═─=:-]+$/.test(row);
      if (!isRule && values.length !== cells.length) break;
      // Below words that are only set apart may be anything.
      const isSure = (cell: Cell | undefined): boolean => split !== aligned || /\d/.test(cell?.text ?? '');
      if (!isRule) for (const { index, named } of columns) if (isSure(values[index])) add(values[index], named);
      at += row.length + 1;
    }
  }
  return found;

  function add(cell: Cell | undefined, named: NamedSecret): void {
    if (cell === undefined || !isSecretValue(cell.text, named, 'quoted')) return;
    found.push({ start: cell.start, end: cell.start + cell.text.length, kind: 'named' });
  }
}

/** A line with a name of a secret between separators, which is rare. */
const head =
  /(?:^|\n)(?=[^\n=:;(){}]{0,300}(?:^|[\n|│,\t]|\s{2})[ \t]{0,4}[\w -]{0,40}(?:pass|secret|token|key|pwd)[\w-]{0,20}[ \t]{0,80}(?:[|│,\t]|\s{2}|\r?\n))[^\n=:;(){}]{4,400}(?=\n)/gi;

function isHead(name: string): boolean {
  return /^[A-Za-z][\w -]{0,40}$/.test(name) && !/ (?:to|of|the|a|is|for) /.test(name);
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
}

function cellsBetween(line: string, at: number, separator: RegExp): readonly Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  const add = (to: number): void => {
    const part = line.slice(from, to);
    const trimmed = part.trim().replace(/^"(.*)"$/, '$1');
    cells.push({ start: at + from + (trimmed === '' ? 0 : part.indexOf(trimmed)), text: trimmed });
  };
  for (const { index, 0: whole } of line.matchAll(separator)) {
    add(index);
    from = index + whole.length;
  }
  add(line.length);
  return cells;
}

function barred(line: string, at: number): readonly Cell[] {
  const cells = cellsBetween(line, at, /[|│]/g);
  // Before the first bar and behind the last one may be nothing.
  return cells.filter(({ text }, index) => text !== '' || (index > 0 && index < cells.length - 1));
}

function tabbed(line: string, at: number): readonly Cell[] {
  return cellsBetween(line, at, /\t/g);
}

function separated(line: string, at: number): readonly Cell[] {
  return cellsBetween(line, at, /,/g);
}

/** The cells of a table of blanks begin where the heads of their columns do. */
function aligned(line: string, at: number, heads: string): readonly Cell[] {
  const starts = [...heads.matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index);
  return starts.flatMap((start, index) => {
    if (start > 0 && (line[start] === undefined || !/\s/.test(line[start - 1] ?? ''))) return [];
    const [cell = ''] = /^\S*(?: \S+)*/.exec(line.slice(start, starts[index + 1])) ?? [];
    return cell === '' ? [] : [{ start: at + start, text: cell }];
  });
}

const insert =
  /\b(?:INSERT|REPLACE) (?:INTO )?[\w."`]{1,100} ?\(([^()\n]{3,500})\)\s{0,10}VALUES\s{0,10}\(([^()\n]{3,2000})\)/dgi;

/** `INSERT INTO users (name, password) VALUES ('ada', 'x')`. */
function inserted(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { indices, 1: names = '', 2: values = '' } of text.matchAll(insert)) {
    const from = indices?.[2]?.[0] ?? 0;
    const all = [...values.matchAll(/'((?:[^']|'')*)'|"([^"]*)"|[^,\s]+/g)];
    for (const [index, name] of names.split(',').entries()) {
      const named = namedSecret(name.trim().replaceAll(/["`[\]]/g, ''));
      const value = all[index];
      const inside = value?.[1] ?? value?.[2];
      if (named === undefined || value === undefined || inside === undefined) continue;
      if (isSecretValue(inside, named, 'quoted'))
        found.push({ start: from + value.index + 1, end: from + value.index + 1 + inside.length, kind: 'named' });
    }
  }
  return found;
}
