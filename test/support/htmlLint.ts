/** A colour as `#rrggbb`. */
type Colour = string;

/** The colours of a text, as the mail comes and with its `<style>` for dark mode. */
interface Paint {
  readonly color: Colour;
  readonly ground: Colour;
  readonly darkColor: Colour;
  readonly darkGround: Colour;
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  meta: ['charset', 'name', 'content'],
  title: [],
  style: [],
  body: ['class', 'style'],
  table: ['role', 'cellpadding', 'cellspacing', 'border', 'width', 'class', 'style', 'dir'],
  tr: [],
  td: ['style', 'class', 'dir'],
  div: ['style', 'class', 'dir'],
  h1: ['style', 'dir'],
  h2: ['style'],
  p: ['style', 'class', 'dir'],
  pre: ['style', 'class'],
  ul: ['style'],
  li: ['style', 'dir'],
  a: ['href', 'style', 'class'],
  span: ['style', 'class'],
  bdi: [],
  b: [],
  br: [],
};
const empty = ['meta', 'br'];
const leastContrast = 4.5;
const oddCharacters =
  // eslint-disable-next-line no-control-regex -- that there are none is the point
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

/**
 * What is wrong with the HTML of a mail, one line each: elements and attributes it does not need, external content,
 * text that is hard to read in light mode, in dark mode or in a program that inverts all colours, and a size that
 * Gmail clips.
 * @param ownLink the user's own link, which may lead to the web without encryption
 */
export function htmlProblems(html: string, ownLink?: string): readonly string[] {
  const problems = new Set<string>();
  const wrong = (problem: string): void => void problems.add(problem);
  const size = Buffer.byteLength(html);
  if (size >= 100_000) wrong(`${size} bytes`);
  if (!/^<!doctype html>\n<html lang="[A-Za-z-]+">/.test(html)) wrong('no doctype with a language');
  const dark = darkRules(html);
  const open: { readonly tag: string; readonly paint: Paint }[] = [];
  const page: Paint = { color: '#000000', ground: '#ffffff', darkColor: '#ffffff', darkGround: '#000000' };
  for (const [token, close, tag = '', attributes = ''] of html
    .replace(/^<!doctype html>\n/, '')
    .matchAll(/<(\/?)([a-z0-9]+)([^<>]*)>|[^<]+|</g)) {
    const paint = open.at(-1)?.paint ?? page;
    if (tag === '') {
      if (token === '<') wrong('a bare <');
      if (open.at(-1)?.tag === 'style') checkStyle(token, wrong);
      else checkText(token, paint, open.at(-1)?.tag, wrong);
    } else if (close === '/') {
      if (open.pop()?.tag !== tag) wrong(`</${tag}> closes what is not open`);
    } else {
      const own = attributesOf(attributes);
      checkElement(tag, own, ownLink, wrong);
      if (!empty.includes(tag)) open.push({ tag, paint: painted(paint, own, dark) });
    }
  }
  if (open.length > 0) wrong(`<${open.map(({ tag }) => tag).join('> <')}> is left open`);
  return [...problems];
}

function checkElement(
  tag: string,
  attributes: ReadonlyMap<string, string>,
  ownLink: string | undefined,
  wrong: (problem: string) => void,
): void {
  const known = allowed[tag];
  if (known === undefined) {
    wrong(`<${tag}>`);
    return;
  }
  for (const [name, value] of attributes) {
    if (!known.includes(name)) wrong(`<${tag} ${name}>`);
    if (name === 'href' && value !== ownLink && !/^(?:https:|mailto:|cid:)/.test(value)) wrong(`href="${value}"`);
    if (name === 'style') checkStyle(value, wrong);
  }
  if (tag === 'table' && attributes.get('role') !== 'presentation') wrong('a table that is no layout');
}

function checkStyle(style: string, wrong: (problem: string) => void): void {
  for (const found of style.match(/url\s*\(|@import|expression|behavior|position\s*:|javascript:|\\/gi) ?? [])
    wrong(found);
}

function checkText(text: string, paint: Paint, tag: string | undefined, wrong: (problem: string) => void): void {
  const odd = oddCharacters.exec(text);
  if (odd !== null) wrong(`the character ${odd[0].charCodeAt(0).toString(16)}`);
  if (tag === 'title' || text.trim() === '') return;
  const { color, ground, darkColor, darkGround } = paint;
  const pairs: readonly [string, Colour, Colour][] = [
    ['light', color, ground],
    ['dark', darkColor, darkGround],
    ['turned round', turned(color), turned(ground)],
  ];
  for (const [where, front, behind] of pairs) {
    const found = contrast(front, behind);
    if (!(found >= leastContrast)) wrong(`${where}: ${front} on ${behind} is ${found.toFixed(2)}`);
  }
}

function painted(paint: Paint, attributes: ReadonlyMap<string, string>, dark: ReadonlyMap<string, string>): Paint {
  const style = attributes.get('style') ?? '';
  const name = attributes.get('class');
  const darkStyle = name === undefined ? '' : (dark.get(name) ?? '');
  const color = colourIn(style, 'color');
  const ground = colourIn(style, 'background-color');
  return {
    color: color ?? paint.color,
    ground: ground ?? paint.ground,
    darkColor: colourIn(darkStyle, 'color') ?? color ?? paint.darkColor,
    darkGround: colourIn(darkStyle, 'background-color') ?? ground ?? paint.darkGround,
  };
}

function darkRules(html: string): ReadonlyMap<string, string> {
  const style = /@media \(prefers-color-scheme:dark\)\{(.*?)\}<\/style>/s.exec(html)?.[1] ?? '';
  return new Map([...style.matchAll(/\.([a-z]+)\{([^}]*)\}/g)].map(([, name = '', rules = '']) => [name, rules]));
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const left = text.replace(/\s+[a-z-]+="[^"<>]*"/g, '');
  const found = [...text.matchAll(/\s+([a-z-]+)="([^"<>]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return new Map(left.trim() === '' ? found : [...found, [`?${left}`, '']]);
}

function colourIn(style: string, property: string): Colour | undefined {
  return new RegExp(`(?:^|;)\\s*${property}:\\s*(#[0-9a-f]{6})`).exec(style)?.[1];
}

function turned(colour: Colour): Colour {
  return `#${channels(colour)
    .map((value) => (255 - value).toString(16).padStart(2, '0'))
    .join('')}`;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: Colour): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
