import { inHintedParts } from './hintedParts';
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
  // XML: the name in an attribute or an element, the value behind it; as quoted text (`CDATA`); with quotes as
  // entities.
  /<(?:\w{1,30}:)?\w{1,30} (?:name|key|id)="([\w.:-]{2,100})"[^<>\n]{0,100}>([^<>\s][^<>\n]{2,1000})<\//dg,
  /<name>([\w.-]{2,80})<\/name>\s{0,20}<value>(?:<string>)?([^<>\n]{3,1000})<\//dg,
  /<([\w.:-]{2,60})><!\[CDATA\[([^\]\n]{3,1000})\]\]>/dg,
  /(?<=([\w.-]{2,60}))&quot;\s?[:=]\s?&quot;((?:(?!&quot;)[^\n]){3,500})&quot;/dg,
  /(?<=([\w.-]{2,60}))%22%3A%22((?:(?!%22)\S){3,500})/dg,
  /(?<=([\w.-]{2,60}))&#61;((?:(?!&amp;)\S){3,500})/dg,
  /([\p{L}\w.-]{3,60}):\s?(?:<\/\w{1,10}>\s?){1,3}<\w{1,10}>([^<>\n]{3,300})</dgu,
  /%5B([\w.-]{2,60})%5D=([^&\s"']{3,500})/dgi,
  // A form whose signs are encoded (RFC 3986).
  /(?<=([\w.-]{2,60}))%3D((?:[\w.~!*'()+-]|%(?!26|3D)[0-9A-Fa-f]{2}){4,500})/dg,
  // Dots or tabs lead from the name to the value, or many blanks.
  /(?:^|\n)(?:[^\n\w]{0,20}|[^\n]{0,60}: )([\w.-]{2,60}?) ?(?:\.{3,100}|\t{1,8}|[ ]{3,40}) ?((?![.|│])[^\s|]{2,200}(?: [^\s|]{1,40}){0,8})[ \t\r]*(?=\n|$)/dg,
  // YAML: the value alone on the line below its name.
  /(?:^|\n)([ \t]*)([\w.-]{2,60}):[ \t]*\r?\n\1[ \t]+([^\s:"'-][^\s:]{2,200})[ \t\r]*(?=\n|$)/dg,
  // A line of a configuration: `requirepass x`.
  /(?:^|\n)[ \t]{0,20}(rootpw|requirepass|masterauth|[a-z]{2,30}[_-](?:password|passwd|pass|secret|token))[ \t]{1,8}["']?([^\s"']{4,200})["']?[ \t\r]*(?=\n|$)/dg,
  // A form with parts (RFC 7578).
  /name="([\w-]{2,60})"[ \t]*\r?\n(?:[\w-]{1,40}:[^\n]{0,200}\n){0,3}\r?\n([^\r\n]{3,1000})/dg,
  // Tables with lines, also those of `aws --output table`.
  /[|│]{1,2}[ \t]{0,20}([A-Za-z][\w.-]{2,60}(?: [\w.-]{2,30}){0,2})[ \t]{1,40}[|│]{1,2}[ \t]{1,20}([^\s|│]{4,1000})[ \t]{0,200}(?=[|│]|\r?\n|$)/dg,
];

/** Values that are secrets wherever they stand so. */
const always: readonly RegExp[] = [
  // Terraform's random passwords, keys of JSON Web Keys (RFC 7517, 7518).
  /"random_password"[^}]{0,400}?\bresult\s{0,20}=\s{0,4}"([^"\n]{4,400})"/dg,
  /"kty"\s?:\s?"oct"[^{}]{0,300}?"k"\s?:\s?"([\w-]{16,1000})"/dg,
  /"(?:d|dp|dq|qi)"\s?:\s?"([\w-]{40,1000})"/dg,
  // The file of cookies that curl and browsers write.
  /\t(?:TRUE|FALSE)\t\/[^\t\n]{0,200}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\n]{1,100}\t([^\s]{12,4000})/dg,
  // Configurations of mail programs and servers, routers and proxies.
  /(?:^|\n)[ \t]*(?:user|username|login|remoteuser)[ \t]+\S{1,100}[ \t\r]*\n(?:[ \t]*\w{2,20}[ \t]+\S{1,60}[ \t\r]*\n)?[ \t]*pass(?:word)?[ \t]+"?([^\s"]{3,200})/dgi,
  /\[[\w.-]{3,100}\]:\d{2,5}[ \t]+[\w.@+-]{1,100}:(\S{3,200})/dg,
  /(?:^|\n)[ \t]*(?:enable (?:password|secret)|username \S{1,60}(?: privilege \d{1,2})? (?:password|secret))(?: \d{1,2})? (\S{3,200})/dgi,
  /(?:^|\n)[ \t]*(?:snmp-server community|r[ow]community6?) (\S{3,100})/dgi,
  /\bcreateUser \S{1,60} (?:SHA|MD5)\S{0,4} "?([^\s"]{6,200})/dg,
  /\b(?:insecure-)?password (?:"([^"\n]{3,200})"|(?<=insecure-password )(\S{3,200}))/dg,
  /\bstats auth [^\s:]{1,60}:(\S{3,200})/dg,
  /(?:^|\s)(?:PSK|EAP|XAUTH) "([^"\n]{4,200})"/dg,
  /\b(?:key|password) (?:simple|cipher|irreversible-cipher) (\S{4,400})/dg,
  /\b(?:AS \w{1,30} KEY|PRAGMA (?:re)?key ?=) ?'([^'\n]{3,300})'/dgi,
  /\bsp_addlinkedsrvlogin [^\n]{1,200}, ?N?'([^'\n]{3,200})'/dgi,
  /(?<!\*)[{,;(][ ]?(?:\w{1,20} )?password (?!is |was |for )([^\s,;){}]{4,100})(?=[,;)}])/dg,
  /\bUsing password: (\S{6,200})/dgi,
  /\bSQLConnectInfo \S{1,100} \S{1,60} (\S{3,100})/dg,
  /\bPRIVMSG NickServ :IDENTIFY (?:\S{1,40} )?(\S{3,100})/dgi,
  // What programs say of a change, or of what they put in.
  /\b(?:password|secret|token)\b[^\n']{0,20} changed '([^'\n]{3,200})' to/dgi,
  /\bpassword \[([^\]\s]{4,200})\] for\b/dgi,
  /\$\{[\w.]{0,60}(?:password|secret|token)\} with (\S{3,200})/dgi,
  /(?:^|\n)PASSWORD [\w.-]{1,60} = (\S{6,200})/dg,
  /\bInput Password(?: {2,8}| {0,4}\| {0,4})\S{1,80}(?: {2,8}| {0,4}\| {0,4})(\S{3,100})/dg,
  new RegExp(String.raw`"Type"\s{0,4}:\s{0,4}"SecureString"[^{}]{0,300}?"Value"\s{0,4}:\s{0,4}${json}`, 'dg'),
  new RegExp(String.raw`"Value"\s{0,4}:\s{0,4}${json}[^{}]{0,300}?"Type"\s{0,4}:\s{0,4}"SecureString"`, 'dg'),
  /\b(?:PWD|Password)=\{([^}\n]{1,200})\}/dgi,
  /\bUID ?= ?[^;\n]{1,60}[;\n]\s{0,10}PWD ?= ?([^;\s"'{][^;\n"']{2,100})/dgi,
  /\bPASSWORD\s?\(\s?'([^'\n]{3,200})'/dgi,
  /\bPASSWORD '((?:[^'\n]|''){3,200})'/dgi,
];

/** Secrets that are known by where they stand: in forms of tools, in tables, in secrets of Kubernetes. */
export function structuredSecrets(text: string): readonly SecretSpan[] {
  return [...inHintedParts(text, inPart), ...inKubernetes(text)];
}

function inPart(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const pattern of named)
    for (const { indices, length } of text.matchAll(pattern)) {
      // The name and the value are the last groups.
      const [name = '', value = ''] = [indices?.[length - 2], indices?.[length - 1]].map((range) =>
        text.slice(...(range ?? [0, 0])),
      );
      const kind = namedSecret(name);
      if (kind === undefined || !isSecretValue(value, kind, 'quoted')) continue;
      // Only what people choose has blanks.
      if (kind === 'password' || !value.includes(' ')) add(indices?.[length - 1]);
    }
  for (const pattern of always) for (const { indices } of text.matchAll(pattern)) add(indices?.[1] ?? indices?.[2]);
  return found;

  function add(span: readonly number[] | undefined): void {
    const [start = 0, end = 0] = span ?? [];
    if (end > start) found.push({ start, end, kind: 'named' });
  }
}

function inKubernetes(text: string): readonly SecretSpan[] {
  return kubernetesData(text).flatMap((block) =>
    [...block.text.matchAll(entry)].map(({ index, 1: before = '', 2: value = '' }) => {
      const start = block.start + index + before.length;
      return { start, end: start + value.length, kind: 'named' };
    }),
  );
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
