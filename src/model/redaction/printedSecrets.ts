import { inHintedParts } from './hintedParts';
import { passwordWords } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue } from './secretValues';

/** What people call a secret in a sentence. */
const password = `(?:(?<!\\p{L})(?:passwords?|passphrase|passcode|mot de passe|parola d['’]ordine|palavra-passe|credentials?|m[ậa]t kh[ẩa]u|κωδικός(?: πρόσβασης)?|code secret|frase de contraseña|kata sandi|كلمة (?:المرور|السر))|(?:${passwordWords})\\p{L}{0,4})`;
const called = String.raw`(?:${password}|(?<!\p{L})(?:(?:api|access|secret|recovery|license|signing|encryption|master)[ -]?key|access token|token|jeton|cl[ée] (?:d['’])?(?:api|secr[èe]te|priv[ée]e|acc[èe]s)))(?![\p{L}_])`;
/** What stands between it and its value. */
const verb = String.raw`(?:—|–|is now|foi|fue|είναι|là|wurde auf|är nu|est le|mới là|is|are|was(?: set to)?|were|set to|changed to|to|est|sont|défini à|lautet|ist|es|son|è|é|är|er|jest|je|on|to|şudur|:|->|→)`;
const blank = String.raw`[ \t\u00a0]`;
/** Has a digit and a letter, and is no date, path or address. */
const telling = String.raw`(?!\d{4}-\d\d|https?:|[~.]?\/|v?\d+\.\d)(?=\S*\d)(?=\S*\p{L})`;
/** A run that no human would write, perhaps behind a prefix. */
const random = String.raw`(?=[\w.~+/=-]{20})(?=\S*[A-Za-z])[\w.~+/=-]{0,40}?(?=[A-Za-z]{0,30}\d)[A-Za-z0-9]{16}[\w.~+/=-]{0,1000}`;
const end = String.raw`[ \t\r]*(?=\n|$)`;
/** Words that several parts make up, or that begin with capitals inside. */
const madeUp = /^(?:[A-Za-z]{2,20}(?:[-_.][A-Za-z]{2,20}){2,8}|(?:[A-Z][a-z]{2,12}){2,6})$/;
const code = String.raw`(?:\d{4,10}|[A-Z0-9]{3,6}(?:-[A-Z0-9]{3,6}){1,6})`;

const sentences = [
  // The password is x.
  `${called}[^\\n:=]{0,40}? ${verb}(?: ?: ?|${blank})["'\`«]?${blank}?(${telling}[^\\s"'\`»]{5,200})`,
  // The password is "x", le mot de passe est « x ».
  `${password}(?![\\p{L}_])[^\\n:=]{0,60}? ${verb}${blank}?["'\`«“„「]${blank}?([^\\s"'\`»”“」]{6,200})${blank}?["'\`»”“」]`,
  `${password}[^\\n:=]{0,40}? lautet (\\S{4,100})`,
  // In languages without blanks.
  `(?:パスワード|パスフレーズ|暗証番号|密码|密碼|口令|비밀번호|암호|トークン|令牌)(?:は|为|為|是|를|는|은)[ \\t]?(${telling}[!-~]{6,200})`,
  // A random password was generated for x: y.
  `${called}[^\\n:=]{0,80}:[ \\t]+(${telling}[^\\s"'\`»]{8,200})${end}`,
  // With the password « x ».
  `${called}${blank}(?:[«“"']${blank}?)(${telling}[^\\s"'\`»”]{6,200})${blank}?[»”"']`,
  `${password}(?![\\p{L}_])${blank}[«“"']([^\\s"'«»“”]{6,200})[»”"']`,
  // Signed in with password x.
  `\\b(?:with|using|mit|avec|con) (?:the |le |la |das |dem )?${called} (${telling}[^\\s"'\`»:=]{6,200})`,
  // User x, password y.
  `[,(;] ?(?:and |und |et |y )?${password} ([^\\s"'\`»:=,;.)]{5,200})[).]?${end}`,
  `\\S ${password} (${telling}[^\\s"'\`»:=,;]{6,200})${end}`,
  `\\bwith password ([^\\s"'\`»:=,;.]{5,200})\\.?${end}`,
  `\\b(?:user|login|account|utilisateur|compte)\\b[^\\n]{0,60}\\b(?:password|mot de passe) (${telling}[^\\s"'\`»:=]{6,200})`,
  `\\b(?:log ?in|credentials?|sign in|user)\\b[^\\n:]{0,20}(?:: ?| with | as )[\\w.@-]{1,40} ?/ ?(${telling}[^\\s/]{6,100})(?=\\s|$)`,
  // Generated token x for y.
  `\\b(?:generated|created|issued|new|obtained|received|rotated)\\b[^\\n:=]{0,20}${called} (${telling}[^\\s"'\`»:=]{10,200})`,
  // The password for x is on the line below:
  `${called}[^\\n]{0,140}:[ \\t]*\\r?\\n(?:[ \\t]*\\r?\\n)?[ \\t]*(${telling}[^\\s"'\`»:=]{8,200})${end}`,
  `\\bunseal key \\d{1,2}: (\\S{20,200})`,
  `\\bsecret[_ -]?id["']?[ \\t]{0,20}[:= ][ \\t]{0,20}["']?([0-9a-f]{8}-?[0-9a-f-]{12,60})`,
].map((pattern) => new RegExp(pattern, 'dgiu'));

/** Your new password is x, of words. */
const ofWords = new RegExp(
  `(?:(?:with|using) ${password}|${called}[^\\n:=]{0,40}? (?:is|est|ist|es)) ([A-Za-z._-]{6,100}?)(?:\\.?${end}| at )`,
  'dgiu',
);

/** Using token x. */
const used = new RegExp(
  String.raw`(?:token|key|secret|pwd|jeton|schlüssel)(?::| is| read as| put: value| (?:save|set|add) \S{1,40})?${blank}["'(]?(${random}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:\w{2,4}_)?[A-Za-z]{20,64})(?![\w-])`,
  'dgi',
);
/** No key of a cache, a table or a certificate. */
const isOther =
  /(?:\b(?:public|primary|foreign|cache|sort|partition|host|object|storage|routing|lookup|restore|idempotency|request|correlation|rsa|dsa|eddsa|ecdsa|ed25519|gpg|pgp|hash|for) |cach[^\n]{0,40}|(?:public|cache|primary)[\w-]{0,30})$/i;

/** Values that are secrets whatever they look like: by the words before them, or by the command that printed them. */
const certain = [
  new RegExp(
    String.raw`(?<!\w)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD)${blank}\(?(${random})`,
    'dg',
  ),
  // A phrase in quotes.
  /\bpass(?:phrase|word)\b[^\n":]{0,40}: "([^"\n]{6,200})"/dgi,
  /\bpassword is "([^"\n]{6,200})"/dgi,
  // What is read in a dialogue with a language.
  /(?:^|\n)(?:>>>|>|irb[^>\n]{0,30}>|In \[\d+\]:) [^\n]{0,200}(?:pass|token|secret|key)[^\n]{0,60}\r?\n(?:=> )?['"]([^'"\n]{4,500})['"]/dgi,
  /\b(?:with|as) (?:user |login )?[\w.-]{1,40}:((?=\S*\d)(?=\S*[A-Za-z])[^\s:@/]{6,100})(?= )/dg,
  // A label above its value.
  /(?:^|\n)[ \t]*(?:Password|Passwort|Mot de passe|Contraseña|Secret|Token)[ \t\r]*\n[ \t]*((?=\S*\d)(?=\S*[A-Za-z])[^\s:()]{8,200})[ \t\r]*(?=\n|$)/dg,
  /\bsuccessfully reset\.?\s{1,20}New value: (\S{6,200})/dg,
  new RegExp(
    String.raw`(?<!\w)[A-Z][A-Z0-9_]{2,60}(?:KEY|TOKEN|SECRET|PASSWORD)\w{0,10} (?:generated|created|set to|=|:)[: ]{1,2}(${random}|[A-Za-z0-9+/]{40,200}={0,2})`,
    'dg',
  ),
  // One-time codes.
  new RegExp(
    String.raw`\b(?:pin|otp|one[- ]time (?:password|passcode|code|pin)|(?:pairing|verification|security|confirmation|scratch|backup|recovery|device|user|activation|invitation|emergency|secret|sign[- ]?in|2fa|mfa) codes?)\b(?: is| are|[^\n:=]{0,30}:|)[: ]{1,3}(${code})(?![\w-]|\.\w)`,
    'dgi',
  ),
  new RegExp(
    String.raw`(?<!(?:exit|status|error|return|response|zip|postal|country|area|http) )\b(?:code(?: is|:)|(?:enter|use) (?:the |this )?(?:one-time )?code:?) (\d{6}|[A-Z0-9]{4}-[A-Z0-9]{4})(?![\w-]|\.\w)`,
    'dgi',
  ),
  // Twelve words or more that stand for a key.
  new RegExp(
    String.raw`\b(?:mnemonic|(?:recovery|seed|secret)[ -](?:phrase|words|seed)|paper key|these words)[^\n]{0,40}[:\n]\s{0,40}((?!(?:[a-z]+ ){0,22}(?:the|and|for|are|was|you|not|with) )(?:[a-z]{3,8} ){11,23}[a-z]{3,8})\b`,
    'dgi',
  ),
  // Groups of characters that are to be typed.
  new RegExp(
    String.raw`\b(?:(?:setup|secret|authenticator|2fa|recovery|bitlocker|product|license) key:?|(?:key|code|secret):) ((?=[^\n]{0,60}\d)(?:[A-Za-z0-9]{4,6}[ -]){3,15}[A-Za-z0-9]{4,6})${end}`,
    'dgi',
  ),
  // Variables and masks of build servers.
  /##vso\[task\.setvariable [^\]\n]{0,60}(?:issecret=true|variable=\w{0,40}(?:key|token|secret|password))[^\]\n]{0,40}\]([^\s*][^\n]{3,1000})/dgi,
  /::(?:add-mask|(?:set-output|set-env|save-state) name=\w{0,40}(?:key|token|secret|pass)\w{0,20})::([^\s*][^\n]{3,1000})/dgi,
  // What a command prints alone on the next line.
  new RegExp(
    String.raw`(?:^|\n)[^\n]{0,80}?[$#+>%] (?:sudo )?(?:wg (?:genkey|genpsk)|openssl rand [^\n]{1,40}|pwgen[^\n]{0,40}|argocd admin initial-password[^\n]{0,60}|gcloud auth (?:\S+ )?print-(?:access|identity)-token[^\n]{0,80}|aws \S+ get-login-password[^\n]{0,60}|gh auth token[^\n]{0,60}|heroku auth:token|az account get-access-token[^\n]{0,100}|(?:kubeadm|consul|nomad|rancher) token create[^\n]{0,60}|op read [^\n]{1,100}|pass (?:show )?[\w/.-]{1,80}|security find-[^\n]{1,100} -w|vault (?:print token|read -field=[^\n]{1,80}|kv get -field=[^\n]{1,80})|kubectl [^\n]{1,200}base64 (?:-d|--decode|-D)|cat \S{0,100}(?:initialAdminPassword|password|secret|token)\S{0,20})\r?\n(?:[^\n]{0,100}\n){0,1}?(?=\S)(?![$#+>])([^\s]{8,4000})${end}`,
    'dg',
  ),
];

/** A command about a secret, and what it prints. */
const answered = new RegExp(
  String.raw`(?:^|\n)[^\n]{0,80}?[$#+>%] (?!git |ls |grep )[^\n]{0,120}(?:token|password|passwd|secret|api-?key|private-?key|psk)[^\n]{0,80}\r?\n(${random})${end}`,
  'dgi',
);

/** Lines below a heading, each with a value. */
const lists: readonly (readonly [block: RegExp, line: RegExp])[] = [
  [
    /\b(?:backup|recovery|rescue|scratch|one-time|single[- ]use|emergency) (?:codes|passwords|keys)\b[^\n]{0,60}\n(?:[ \t]*\n)?((?:[ \t]*(?:\d{1,2}[.)] |[-*] )?[A-Za-z0-9-]{4,40}(?: [A-Za-z0-9-]{4,8})?[ \t]*(?:\n|$)){1,20})/dgi,
    /(?:\d{1,2}[.)] |[-*] |(?<=^|\n)[ \t]*)((?=[^\n]{6})[A-Za-z0-9-]{4,40}(?: [A-Za-z0-9-]{4,8})?)[ \t]*(?=\n|$)/dg,
  ],
  [
    /\b(?:passwords\b|chpasswd)[^\n]{0,40}\n(?:[ \t]*list:[^\n]{0,10}\n)?((?:[ \t]*[a-z_][\w-]{0,31}:[^\s:]{6,100}[ \t]*(?:\n|$)){1,20})/dg,
    /(?:^|\n)[ \t]*[a-z_][\w-]{0,31}:([^\s:]{6,100})/dg,
  ],
];

/** Secrets that programs tell people: in sentences, below headings, as answers to commands. */
export function printedSecrets(text: string): readonly SecretSpan[] {
  return inHintedParts(text, inPart);
}

function inPart(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const pattern of sentences) for (const { indices } of text.matchAll(pattern)) add(indices?.[1], true);
  for (const { indices, 1: value = '' } of text.matchAll(ofWords)) if (madeUp.test(value)) add(indices?.[1], true);
  for (const { index, indices } of text.matchAll(used))
    if (!isOther.test(text.slice(Math.max(0, index - 60), index))) add(indices?.[1], false);
  for (const pattern of [...certain, answered])
    for (const { indices } of text.matchAll(pattern)) add(indices?.[1], false);
  for (const [block, line] of lists)
    for (const { indices } of text.matchAll(block)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      for (const { indices: inside } of text.slice(start, end).matchAll(line)) {
        const [from, to] = inside?.[1] ?? [0, 0];
        if (/\d/.test(text.slice(start + from, start + to))) add([start + from, start + to], false);
      }
    }
  return found;

  function add(range: readonly [number, number] | undefined, mustLook: boolean): void {
    if (range === undefined) return;
    const value = text.slice(...range);
    if (mustLook ? isSecretValue(value, 'password', 'alone') : !/^(?:\*|<|\$|\{)/.test(value))
      found.push({ start: range[0], end: range[1], kind: 'named' });
  }
}
