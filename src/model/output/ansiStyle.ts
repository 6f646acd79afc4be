/**
 * The state that SGR sequences (ECMA-48 section 8.3.117) have set. Colours are parameters as received, such as `31`
 * or `38;5;9`.
 */
export interface AnsiStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
  readonly foreground: string;
  readonly background: string;
}

export const plainStyle: AnsiStyle = {
  bold: false,
  dim: false,
  italic: false,
  underlined: false,
  inverse: false,
  foreground: '',
  background: '',
};

/** Applies the parameters of one more sequence, such as `1;31`; the empty text resets everything. */
export function withAnsiCodes(before: AnsiStyle, parameters: string): AnsiStyle {
  // `4:3`, a curly underline, is one parameter with a subparameter; colours may come in that form too.
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
      // 58 is the colour of the underline, which we draw in the colour of the text.
      if (colour.startsWith('3')) now = { ...now, foreground: colour };
      else if (colour.startsWith('4')) now = { ...now, background: colour.replace(/^4/, '3') };
      index += length - 1;
    } else now = withCode(now, Number(code));
  }
  return now;
}

/** Rewrites `38:2::10:20:30` and `38:5:9` with semicolons. */
function colonColour(code: string): string {
  const [ground, kind, ...rest] = code.split(':');
  return [ground, kind, ...(kind === '2' ? rest.slice(-3) : rest)].join(';');
}

function withCode(now: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return plainStyle;
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

/** The parameters of one sequence that sets exactly this style; the empty text for the plain style. */
export function ansiCodesOf(style: AnsiStyle): string {
  const { bold, dim, italic, underlined, inverse, foreground, background } = style;
  const ground = /^[39]\d$/.test(background) ? String(Number(background) + 10) : background.replace(/^3/, '4');
  return [bold && '1', dim && '2', italic && '3', underlined && '4', inverse && '7', foreground, ground]
    .filter(Boolean)
    .join(';');
}
