import type { PresetRow } from '../src/model/provider/preset';
import type { Overlay, OverlayEntry } from './merge';

const [start, end] = ['<!-- table: npm run presets -->', '<!-- end of table -->'];

/** The text of docs/providers.md with the table of the reviewed providers made anew between its two marks. */
export function withTable(text: string, overlay: Overlay, rows: readonly PresetRow[]): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/providers.md lacks ${start} or ${end}`);
  const known = new Map(rows.map((row) => [row.id, row]));
  const lines = overlay.providers.map((entry) => line(entry, known.get(entry.id)));
  const head = ['| provider | servers | user name | password | limits | sources |', '|---|---|---|---|---|---|'];
  return `${text.slice(0, from)}${start}\n\n${[...head, ...lines].join('\n')}\n\n${text.slice(to)}`;
}

function line(entry: OverlayEntry, row: PresetRow | undefined): string {
  if (row === undefined) throw new Error(`${entry.id} was not made`);
  const limits = [
    ...part(row.mailsPerDay, 'mails a day'),
    ...part(row.mailsPerMinute, 'mails a minute'),
    ...part(row.recipientsPerMail, 'recipients a mail'),
    ...part(row.megabytes, 'MB'),
  ];
  // A reviewed name is the provider's own and needs no source in a table.
  const fields = Object.entries(entry.fields).filter(([key]) => key !== 'name' && key !== 'group');
  const sources = [...new Set(fields.map(([, { source }]) => source))];
  const cells = [
    `${row.name} (\`${row.id}\`)`,
    row.smtp.map((server) => `\`${server}\``).join(' '),
    row.user ?? 'email',
    [row.password ?? 'account', row.signIn ?? 'not looked up'].join(', '),
    limits.join(', '),
    [...(entry.base === undefined ? [] : ['ISPDB']), ...sources].join('; '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function part(value: number | undefined, words: string): string[] {
  return value === undefined ? [] : [`${value} ${words}`];
}
