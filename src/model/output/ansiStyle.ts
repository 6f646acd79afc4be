import type { Look } from './body';

/** What SGR sequences (ECMA-48 section 8.3.117) have switched on. Colours are parameters as they come, as `31` or `38;5;9`. */
export interface Rendition {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
  readonly foreground: string;
  readonly background: string;
}

export const plainRendition: Rendition = {
  bold: false,
  dim: false,
  italic: false,
  underlined: false,
  inverse: false,
  foreground: '',
  background: '',
};

/** With the parameters of one more sequence, as `1;31`; the empty text resets all. */
export function withSgr(before: Rendition, parameters: string): Rendition {
  // `4:3` is one parameter with a part of its own, a curly underline; colours may come in that form too.
  const codes = parameters.split(';').map((one) => one.replace(/^(4):.*/, '$1'));
  let now = before;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? '';
    if (/^[345]8/.test(code)) {
      const length = code.includes(':')
        ? 1
        : codes[index + 1] === '5'
          ? 3
          : codes[index + 1] === '2'
            ? 5
            : codes.length;
      const colour = code.includes(':') ? colonColour(code) : codes.slice(index, index + length).join(';');
      // 58 is the colour of the underline, which is drawn as the text is.
      if (colour.startsWith('3')) now = { ...now, foreground: colour };
      else if (colour.startsWith('4')) now = { ...now, background: colour.replace(/^4/, '3') };
      index += length - 1;
    } else now = withCode(now, Number(code));
  }
  return now;
}

/** `38:2::10:20:30` and `38:5:9` as they stand with semicolons. */
function colonColour(code: string): string {
  const [ground, kind, ...rest] = code.split(':');
  return [ground, kind, ...(kind === '2' ? rest.slice(-3) : rest)].join(';');
}

function withCode(now: Rendition, code: number): Rendition {
  if (code === 0) return plainRendition;
  if (code === 1) return { ...now, bold: true };
  if (code === 2) return { ...now, dim: true };
  if (code === 3) return { ...now, italic: true };
  if (code === 4 || code === 21) return { ...now, underlined: true };
  if (code === 7) return { ...now, inverse: true };
  if (code === 22) return { ...now, bold: false, dim: false };
  if (code === 23) return { ...now, italic: false };
  if (code === 24) return { ...now, underlined: false };
  if (code === 27) return { ...now, inverse: false };
  if (code === 39) return { ...now, foreground: '' };
  if (code === 49) return { ...now, background: '' };
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...now, foreground: String(code) };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { ...now, background: String(code - 10) };
  return now;
}

/** The parameters of one sequence that switches on just this; the empty text where it is plain. */
export function sgrOf(rendition: Rendition): string {
  const { bold, dim, italic, underlined, inverse, foreground, background } = rendition;
  const ground = /^[39]\d$/.test(background) ? String(Number(background) + 10) : background.replace(/^3/, '4');
  return [bold && '1', dim && '2', italic && '3', underlined && '4', inverse && '7', foreground, ground]
    .filter(Boolean)
    .join(';');
}

/** How that is drawn in a mail: one of a few colours that can be read on light and on dark. */
export function lookOf(rendition: Rendition): Look {
  const { bold, dim, italic, underlined, inverse } = rendition;
  // Inverse text with a colour looks like text on that colour.
  const behind = colourOf(inverse ? rendition.foreground : rendition.background);
  const front = colourOf(inverse ? rendition.background : rendition.foreground) ?? (dim ? 'grey' : undefined);
  const colour = behind ?? (inverse ? 'grey' : front);
  return {
    ...(colour === undefined ? {} : { colour }),
    ...(behind !== undefined || inverse ? { isBadge: true as const } : {}),
    ...(bold ? { isBold: true as const } : {}),
    ...(italic ? { isItalic: true as const } : {}),
    ...(underlined ? { isUnderlined: true as const } : {}),
  };
}

const eight = [undefined, 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', undefined] as const;

function colourOf(parameters: string): Look['colour'] {
  const [ground = '', kind, ...values] = parameters.split(';');
  if (ground === '') return undefined;
  if (kind === undefined) return ground === '90' ? 'grey' : eight[Number(ground) % 10];
  const numbers = values.map(Number);
  if (kind === '2') return nearest(numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0);
  const [index = 0] = numbers;
  if (index < 16) return index === 8 ? 'grey' : eight[index % 8];
  // The greys of xterm: the darkest and the lightest are meant to be as usual text.
  if (index >= 232) return index >= 250 || index < 238 ? undefined : 'grey';
  const level = (power: number): number => [0, 95, 135, 175, 215, 255][Math.floor((index - 16) / power) % 6] ?? 0;
  return nearest(level(36), level(6), level(1));
}

/** By hue; what has next to none is as usual text, or grey. */
function nearest(red: number, green: number, blue: number): Look['colour'] {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 40) return most > 90 && most < 190 ? 'grey' : undefined;
  const turn =
    most === red
      ? ((green - blue) / range + 6) % 6
      : most === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return (['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'] as const)[Math.round(turn) % 6];
}
