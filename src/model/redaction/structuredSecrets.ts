import { namedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue } from './secretValues';

const json = String.raw`"((?:[^"\\\n]|\\.){3,4000})"`;

/** A name, then a value that is a secret if the name says so. */
const named: readonly RegExp[] = [
  // `terraform output -json`.
  new RegExp(String.raw`"([\w-]{2,80})"\s{0,4}:\s{0,4}\{[^{}]{0,300}?"value"\s{0,4}:\s{0,4}${json}`, 'dg'),
  // Property lists.
  /<key>([^<\n]{2,80})<\/key>\s{0,20}<string>([^<\n]{3,1000})<\/string>/dg,
  // A form with parts (RFC 7578).
  /name="([\w-]{2,60})"[ \t]*\r?\n(?:[\w-]{1,40}:[^\n]{0,200}\n){0,3}\r?\n([^\r\n]{3,1000})/dg,
  // Tables with lines, also those of `aws --output table`.
  /[|│]{1,2}[ \t]{0,20}([A-Za-z][\w.-]{2,60})[ \t]{0,40}[|│]{1,2}[ \t]{0,20}([^\s|│]{4,1000})[ \t]{0,200}[|│]/dg,
];

/** Values that are secrets wherever they stand so. */
const always: readonly RegExp[] = [
  new RegExp(String.raw`"Type"\s{0,4}:\s{0,4}"SecureString"[^{}]{0,300}?"Value"\s{0,4}:\s{0,4}${json}`, 'dg'),
  new RegExp(String.raw`"Value"\s{0,4}:\s{0,4}${json}[^{}]{0,300}?"Type"\s{0,4}:\s{0,4}"SecureString"`, 'dg'),
  /\b(?:PWD|Password)=\{([^}\n]{1,200})\}/dgi,
  /\bPASSWORD\s?\(\s?'([^'\n]{3,200})'/dgi,
  /\bPASSWORD '((?:[^'\n]|''){3,200})'/dgi,
];

/** Secrets that are known by where they stand: in forms of tools, in tables, in secrets of Kubernetes. */
export function structuredSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const pattern of named)
    for (const { indices, 1: name = '', 2: value = '' } of text.matchAll(pattern)) {
      const kind = namedSecret(name);
      if (kind !== undefined && isSecretValue(value, kind, 'quoted')) add(indices?.[2]);
    }
  for (const pattern of always) for (const { indices } of text.matchAll(pattern)) add(indices?.[1]);
  for (const block of kubernetesData(text))
    for (const { index, 1: before = '', 2: value = '' } of block.text.matchAll(entry))
      add([block.start + index + before.length, block.start + index + before.length + value.length]);
  return found;

  function add(span: readonly number[] | undefined): void {
    const [start = 0, end = 0] = span ?? [];
    if (end > start) found.push({ start, end, kind: 'named' });
  }
}

/** Lines of YAML, or fields of JSON, with a value of one line. */
const entry = /([ \t]*"?[\w./-]{1,253}"?:[ \t]{0,8}"?)([^\s"{}|>][^"\n,{}]{2,20000})/g;
/** How far from its kind the data of a secret may stand, in characters. */
const near = 6_000;

/** What stands below `data` and `stringData` of a secret: anything may be the name of a key. */
function kubernetesData(text: string): readonly { readonly start: number; readonly text: string }[] {
  const blocks: { readonly start: number; readonly text: string }[] = [];
  for (const { index } of text.matchAll(/\bkind"?: ?"?Secret\b/g)) {
    const from = Math.max(0, index - near);
    const around = text.slice(from, index + near);
    for (const pattern of [
      /(?:^|\n)([ \t]*)(?:data|stringData):[ \t]*\r?\n((?:\1[ \t]+\S[^\n]{0,20000}(?:\n|$)){1,200})/dg,
      /"(?:data|stringData)": ?(\{)([^{}]{1,20000})\}/dg,
    ])
      for (const match of around.matchAll(pattern)) {
        const [start = 0] = match.indices?.[2] ?? [];
        blocks.push({ start: from + start, text: match[2] ?? '' });
      }
  }
  return blocks;
}
