import { escapeHtml } from './escapeHtml';

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
  /** Paragraphs in small print at the foot; a link stands at the end of its paragraph. */
  readonly foot: readonly { readonly text: string; readonly link?: { readonly href: string; readonly text: string } }[];
}

/** The plain text of a mail. */
export function textOf(body: Body): string {
  const width = Math.max(0, ...body.facts.map((fact) => fact.label.length));
  const facts = body.facts.map((fact) => `${`${fact.label}:`.padEnd(width + 2)}${fact.value}`);
  const foot = body.foot.map(({ text, link }) => (link === undefined ? text : `${text} ${link.text}`));
  return [body.verdict, '', ...facts, '', '-- ', ...foot, ''].join('\n');
}

/** Colours of the bar beside the verdict, which says the same in words. */
const colours: Record<Body['tone'], string> = { good: '#1a7f37', bad: '#cf222e', neutral: '#6e5600' };

/** The same as HTML: one table, inline styles, nothing remote, everything escaped. */
export function htmlOf(body: Body): string {
  const rows = body.facts.map(
    ({ label, value }) =>
      `<tr><td style="padding:4px 16px 4px 0;color:#666;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</td>` +
      `<td style="padding:4px 0;vertical-align:top;word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  const foot = body.foot.map(({ text, link }) => {
    const anchor = link === undefined ? '' : ` <a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a>`;
    return `<p style="margin:0 0 4px;font-size:12px;color:#666">${escapeHtml(text)}${anchor}</p>`;
  });
  return (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<meta name="color-scheme" content="light dark"></head>' +
    '<body style="margin:0;padding:16px;font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.4">' +
    `<p style="margin:0 0 16px;padding-left:12px;border-left:4px solid ${colours[body.tone]};font-size:18px;font-weight:600">${escapeHtml(body.verdict)}</p>` +
    `<table role="presentation" cellspacing="0" cellpadding="0" style="border-collapse:collapse;margin:0 0 24px">${rows.join('')}</table>` +
    `${foot.join('')}</body></html>`
  );
}
