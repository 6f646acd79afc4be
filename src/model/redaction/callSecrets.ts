import { namedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue } from './secretValues';

const text = String.raw`(?:"(?:[^"\\\n]|\\.){0,500}"|'(?:[^'\\\n]|\\.){0,500}')`;
const argument = String.raw`(?:[burf]?${text}|[\w.$:@&*-]{1,80})`;

/** Functions whose last text is a password: those that sign in, and those that make credentials. */
const signsIn = new RegExp(
  String.raw`(?:\b(?:set_?(?:basic_?auth|password|token|api_?key|secret)|(?:http_?)?basic_?auth|auth=|authenticate|auth|login|sign_?in|connect|mysqli?_connect|pg_connect|get_?connection|__construct|create_?user|network_?credential|password_?authentication|(?:username_?password_?)?credentials?|(?:username|user)_?password_?\w{0,20}|add_?basic_?auth|with_?(?:password|token|api_?key|credentials)|(?:password|passwd|token|secret|api_?key|bearer(?:_?(?:auth|token))?)|jwt\.(?:sign|verify|encode|decode)|create_?hmac|hashpw|basic|wifi\.begin|database)\(\s{0,4})((?:${argument}\s{0,2},\s{0,4}){0,5})[burf]?(${text})(?=\s{0,4}[,)])`,
  'dgi',
);
/** A password stands behind the name of its user, or is alone. */
const needsName = /connect|construct|login|auth|sign|create|credential|basic|jwt|hmac|wifi|database/i;

/** `:secret_key_base, "x"`, `{password, "x"}`, as Ruby, Elixir and Erlang write pairs. */
const pair = new RegExp(String.raw`(?:[:{]|\(:)([a-z][\w?]{2,60}),\s{0,4}(${text})`, 'dg');

const secure = new RegExp(String.raw`\bConvertTo-SecureString (?:-String )?(${text})`, 'dgi');

/** What a test types into a field. */
const typed = new RegExp(
  String.raw`(?:pass(?:word|wd)?|pwd|secret|token)["'\])}]{1,4}\)?\.(?:fill|type|send_?keys|set_?value|press_?sequentially)\(\s{0,4}(${text})`,
  'dgi',
);

/** Literals that are given to functions, as errors quote them from the source code. */
export function callSecrets(output: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { indices, 0: call, 1: before = '', 2: last = '' } of output.matchAll(signsIn)) {
    const others = before.split(',').filter((one) => one.trim() !== '');
    const isAlone = others.length === 0;
    if (isAlone && !/pass|token|key|secret|auth\(|bearer|hashpw/i.test(call.slice(0, call.indexOf('(') + 1))) continue;
    if (!isAlone && !needsName.test(call)) continue;
    // Behind the address of a database comes its user.
    if (/connect|construct|database/i.test(call.slice(0, call.indexOf('('))) && others.length < 2) continue;
    // The last one may be a number: a port, a time.
    const isNumber = /^["']\d{1,6}["']$/.test(last) && others.length > 1;
    // A single word may be anything where people sign in: the name of a page.
    if (/^["'][a-z]+["']$/.test(last) && !/connect|construct|credential|database|wifi/i.test(call)) continue;
    // Of more texts than that the last one is something else: the name of a database.
    const isDatabase = isNumber || (/mysqli?_connect/i.test(call) && others.length === 3);
    const range = isDatabase ? lastText(indices?.[1], before) : inside(indices?.[2]);
    const value = isDatabase ? (range === undefined ? '' : output.slice(...range)) : last.slice(1, -1);
    if (range !== undefined && value.length >= 3 && isSecretValue(value.padEnd(4, '0'), 'password', 'quoted'))
      add(range);
  }
  for (const { indices, 1: name = '', 2: value = '' } of output.matchAll(pair)) {
    const named = namedSecret(name);
    const range = inside(indices?.[2]);
    if (named !== undefined && range !== undefined && isSecretValue(value.slice(1, -1), named, 'quoted')) add(range);
  }
  for (const { indices } of [...output.matchAll(secure), ...output.matchAll(typed)]) {
    const range = inside(indices?.[1]);
    if (range !== undefined) add(range);
  }
  return found;

  function add([start, end]: Range): void {
    if (end > start) found.push({ start, end, kind: 'argument' });
  }
}

type Range = readonly [start: number, end: number];

/** Without its quotes. */
function inside(range: readonly [number, number] | undefined): Range | undefined {
  return range === undefined ? undefined : [range[0] + 1, range[1] - 1];
}

function lastText(range: readonly [number, number] | undefined, before: string): Range | undefined {
  const last = [...before.matchAll(new RegExp(text, 'g'))].at(-1);
  if (range === undefined || last === undefined) return undefined;
  return [range[0] + last.index + 1, range[0] + last.index + last[0].length - 1];
}
