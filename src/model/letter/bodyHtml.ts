import { escapeHtml, oneLine } from '../oneLine';
import type { Body, Fact, Link, Look, Piece, Section, ShownLine, Span, Tone } from './body';

/**
 * The colours of each class, on light and on dark. Those for light are inline styles with both text and background,
 * so a program that inverts them inverts both. Those for dark are in a `<style>` element, which a program may drop
 * without harm.
 */
const paint = {
  page: ['color:#1f2328;background-color:#ffffff', 'color:#e6edf3;background-color:#16191d'],
  dim: ['color:#57606a', 'color:#a3adb8'],
  link: ['color:#0550ae', 'color:#79b8ff'],
  box: ['color:#1f2328;background-color:#f3f5f7', 'color:#e6edf3;background-color:#22272e'],
  faulty: ['color:#1f2328;background-color:#ffe2e0', 'color:#ffffff;background-color:#6b2020'],
  line: ['border-color:#d0d7de', 'border-color:#3d444d'],
  red: ['color:#b31d28', 'color:#ff8f87'],
  green: ['color:#116329', 'color:#56d364'],
  yellow: ['color:#735c0f', 'color:#e3b341'],
  blue: ['color:#0550ae', 'color:#79b8ff'],
  magenta: ['color:#8a2a9c', 'color:#e0a0f0'],
  cyan: ['color:#0b5f6b', 'color:#5fd3e0'],
  grey: ['color:#57606a', 'color:#a3adb8'],
} as const;
type Paint = keyof typeof paint;

/** The colour of the bar beside the verdict; the verdict says the same in words. */
const bars: Record<Tone, string> = { good: '#2da44e', bad: '#d1242f', neutral: '#9a6700' };

const sans = 'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const mono =
  'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,Liberation Mono,monospace;font-size:13px;line-height:1.45';
const wrap = 'overflow-wrap:anywhere;word-break:break-word';
const table = '<table role="presentation" cellpadding="0" cellspacing="0" border="0"';

/** The HTML of a mail with the content of `textOf`: tables, inline styles, nothing remote, everything escaped. */
export function htmlOf({ verdict, tone, language, sections }: Body): string {
  const main = sections.filter(({ isFoot }) => isFoot !== true).map(sectionHtml);
  const foot = sections.filter(({ isFoot }) => isFoot === true).map(footHtml);
  const title = escapeHtml(oneLine(verdict, 200));
  return (
    `<!doctype html>\n<html lang="${escapeHtml(language)}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">' +
    `<title>${title}</title><style>${darkStyle()}</style></head>\n` +
    `<body class="page" style="margin:0;padding:0;${paint.page[0]}">` +
    `${table} width="100%" ${painted('page', `border-collapse:collapse;${sans};font-size:15px;line-height:1.45`)}>` +
    `<tr><td style="padding:16px">${table} width="100%" style="border-collapse:collapse;max-width:720px">\n` +
    row(
      `<h1 dir="auto" style="margin:0;padding:2px 0 2px 12px;border-left:5px solid ${bars[tone]};font-size:19px;line-height:1.3;font-weight:600;${wrap}">${inline(verdict)}</h1>`,
      0,
    ) +
    main.map((html) => row(html, 18)).join('') +
    (foot.length === 0 ? '' : row(footFrame(foot), 22)) +
    '</table></td></tr></table></body></html>\n'
  );
}

function darkStyle(): string {
  const rules = Object.entries(paint).map(([name, [, dark]]) => `.${name}{${dark.replaceAll(/;|$/g, ' !important;')}}`);
  return `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${rules.join('')}}`;
}

function painted(name: Paint, style = ''): string {
  return `class="${name}" style="${[style, paint[name][0]].filter(Boolean).join(';')}"`;
}

function row(html: string, above: number): string {
  return `<tr><td style="padding:${above}px 0 0">${html}</td></tr>\n`;
}

function sectionHtml({ heading, pieces }: Section): string {
  const head =
    heading === undefined
      ? ''
      : `<h2 style="margin:0 0 6px;font-size:15px;line-height:1.3;font-weight:600">${inline(heading)}</h2>`;
  return head + pieces.map((piece, index) => pieceHtml(piece, index === 0 ? 0 : 6)).join('');
}

function footFrame(sections: readonly string[]): string {
  return `<div ${painted('line', 'border-top:1px solid #d0d7de;padding-top:12px')}>${sections.join('')}</div>`;
}

function footHtml({ heading, pieces }: Section): string {
  const head = heading === undefined ? '' : `<p ${painted('dim', small)}><b>${inline(heading)}</b></p>`;
  const body = pieces.map((piece) =>
    piece.kind === 'paragraph' ? `<p dir="auto" ${painted('dim', small)}>${paragraph(piece)}</p>` : pieceHtml(piece, 0),
  );
  return head + body.join('');
}

const small = `margin:0 0 6px;font-size:13px;line-height:1.4;${wrap}`;

function pieceHtml(piece: Piece, above: number): string {
  switch (piece.kind) {
    case 'facts':
      return factsHtml(piece.facts);
    case 'paragraph':
      return `<p dir="auto" style="margin:${above}px 0 0;${wrap}">${paragraph(piece)}</p>`;
    case 'list': {
      const items = piece.items.map((item) => `<li dir="auto" style="margin:0 0 2px;${wrap}">${inline(item)}</li>`);
      return `<ul style="margin:${above}px 0 0;padding:0 0 0 22px">${items.join('')}</ul>`;
    }
    case 'code':
      return `<div dir="auto" ${painted('box', `margin:${above}px 0 0;padding:6px 10px;white-space:pre-wrap;${mono};${wrap}`)}>${inline(piece.text)}</div>`;
    case 'source':
      return sourceHtml(piece.lines, above);
    case 'output':
      return (
        `<pre ${painted('box', `margin:${above}px 0 0;padding:8px 10px;white-space:pre-wrap;${mono};font-size:12px;${wrap}`)}>` +
        `${piece.lines.map((line) => line.map(spanHtml).join('')).join('\n')}</pre>`
      );
  }
}

function factsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td ${painted('dim', `padding:2px 12px 2px 0;vertical-align:top;width:1%;min-width:72px${label.length > 18 ? '' : ';white-space:nowrap'}`)}>${inline(label)}</td>` +
      `<td dir="auto" style="padding:2px 0;vertical-align:top;text-align:left;${wrap}">${inline(value)}</td></tr>`,
  );
  return `${table} style="border-collapse:collapse">${rows.join('\n')}</table>`;
}

function sourceHtml(lines: readonly ShownLine[], above: number): string {
  const rows = lines.map(({ number, text, isFaulty }) => {
    const mark = isFaulty ? '&gt;' : '&nbsp;';
    const kind = isFaulty ? 'faulty' : 'box';
    return (
      `<tr><td ${painted(kind, `padding:1px 8px;vertical-align:top;text-align:right;white-space:nowrap;width:1%;${mono}`)}>${mark} ${number}</td>` +
      `<td ${painted(kind, `padding:1px 10px 1px 0;vertical-align:top;white-space:pre-wrap;${mono};${wrap}`)}>${inline(text)}</td></tr>`
    );
  });
  return `${table} width="100%" dir="ltr" ${painted('box', `border-collapse:collapse;margin:${above}px 0 0`)}>${rows.join('\n')}</table>`;
}

function spanHtml({ text, ...look }: Span): string {
  const { colour, isBadge, isBold, isItalic, isUnderlined } = look;
  if (Object.keys(look).length === 0) return escapeHtml(text);
  const style = [
    ...(isBold === true ? ['font-weight:bold'] : []),
    ...(isItalic === true ? ['font-style:italic'] : []),
    ...(isUnderlined === true ? ['text-decoration:underline'] : []),
    ...colours(colour, isBadge),
  ].join(';');
  const name = colour === undefined || isBadge === true ? '' : ` class="${colour}"`;
  return `<span${name} style="${style}">${escapeHtml(text)}</span>`;
}

/** A badge is white on a dark colour, which is readable on any background. */
function colours(colour: Look['colour'], isBadge: true | undefined): readonly string[] {
  if (colour === undefined) return [];
  const [light] = paint[colour];
  return isBadge === true ? ['color:#ffffff', light.replace('color:', 'background-color:')] : [light];
}

function paragraph({ text, link }: { readonly text: string; readonly link?: Link }): string {
  return [text === '' ? '' : inline(text), link === undefined ? '' : anchor(link)].filter(Boolean).join(' ');
}

function anchor({ href, text }: Link): string {
  return `<a href="${escapeHtml(href)}" ${painted('link', `text-decoration:underline;${wrap}`)}>${inline(text)}</a>`;
}

/** Text between the marks of `isolated` becomes an element, which every mail program supports. */
function inline(text: string): string {
  return escapeHtml(text)
    .replace(/\u2068([^\u2068\u2069]*)\u2069/g, '<bdi>$1</bdi>')
    .replace(/[\u2068\u2069]/g, '')
    .replaceAll('\n', '<br>');
}
