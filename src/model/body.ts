import { escapeHtml } from './escapeHtml';

/** A piece of what stands below the verdict: a paragraph, as its lines, or a part of the mail by its name. */
export type BodyPiece = { readonly lines: readonly string[] } | { readonly part: string };

/** A line of facts in a mail. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a mail says, from which its text and its HTML are both made, so that they cannot disagree. */
export interface Body {
  /** The one line to read. */
  readonly verdict: string;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly facts: readonly Fact[];
  /** What stands between verdict and foot, in this order; left out: the usual, which is the facts. */
  readonly pieces?: readonly BodyPiece[];
  /** Paragraphs in small print at the foot; a link stands at the end of its paragraph. */
  readonly foot: readonly { readonly text: string; readonly link?: { readonly href: string; readonly text: string } }[];
}

/** The plain text of a mail. */
export function textOf(body: Body): string {
  const foot = body.foot.map(({ text, link }) => (link === undefined ? text : `${text} ${link.text}`));
  const pieces = piecesOf(body).map((piece) => ('lines' in piece ? piece.lines : factLines(body)));
  return [body.verdict, '', ...pieces.flatMap((lines) => [...lines, '']), '-- ', ...foot, ''].join('\n');
}

function factLines({ facts }: Body): readonly string[] {
  const width = Math.max(0, ...facts.map((fact) => fact.label.length));
  return facts.map((fact) => `${`${fact.label}:`.padEnd(width + 2)}${fact.value}`);
}

/** Parts that the mail does not have are left out. */
function piecesOf({ pieces = [{ part: 'facts' }] }: Body): readonly BodyPiece[] {
  return pieces.filter((piece) => 'lines' in piece || piece.part === 'facts');
}

/** Colours of the bar beside the verdict, which says the same in words. */
const colours: Record<Body['tone'], string> = { good: '#1a7f37', bad: '#cf222e', neutral: '#6e5600' };

/** The same as HTML: one table, inline styles, nothing remote, everything escaped. */
export function htmlOf(body: Body): string {
  const pieces = piecesOf(body).map((piece) => ('lines' in piece ? paragraph(piece.lines) : factTable(body)));
  const foot = body.foot.map(({ text, link }) => {
    const anchor = link === undefined ? '' : ` <a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a>`;
    return `<p style="margin:0 0 4px;font-size:12px;color:#666">${escapeHtml(text)}${anchor}</p>`;
  });
  return (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<meta name="color-scheme" content="light dark"></head>' +
    '<body style="margin:0;padding:16px;font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.4">' +
    `<p style="margin:0 0 16px;padding-left:12px;border-left:4px solid ${colours[body.tone]};font-size:18px;font-weight:600">${escapeHtml(body.verdict)}</p>` +
    `${pieces.join('')}${foot.join('')}</body></html>`
  );
}

function paragraph(lines: readonly string[]): string {
  return `<p style="margin:0 0 16px;word-break:break-word" dir="auto">${lines.map(escapeHtml).join('<br>')}</p>`;
}

function factTable({ facts }: Body): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td style="padding:4px 16px 4px 0;color:#666;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</td>` +
      `<td style="padding:4px 0;vertical-align:top;word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  return `<table role="presentation" cellspacing="0" cellpadding="0" style="border-collapse:collapse;margin:0 0 24px">${rows.join('')}</table>`;
}
