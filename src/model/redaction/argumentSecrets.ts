import { namedSecret } from './secretNames';
import type { SecretSpan } from './secretSpan';
import { isSecretValue } from './secretValues';

/** A word of a command line, perhaps quoted. */
const word = String.raw`(?:"([^"\n]{1,1000})"|'([^'\n]{1,1000})'|([^\s"'|;]{1,1000}))`;

/** Programs that take a password by a short option, up to the password. On one line, with every part bounded. */
const programs: readonly string[] = [
  String.raw`(?:docker|podman|nerdctl|buildah|helm|crane|oras|skopeo|az|oc|cf|bx|ibmcloud|vault|nuget|conan|htpasswd|influx|mongo(?:sh|dump|restore|import|export)?|twine|jf|jfrog|argocd|rsconnect|cqlsh|clickhouse-client)\b[^\n|]{0,300}? -(?:p|P)[ =]?`,
  String.raw`(?:mysql\w{0,12}|mariadb[\w-]{0,12}|mytop|xtrabackup)\b(?:[^\n|]{0,300}?) -p`,
  String.raw`sshpass[^\n]{0,40}? -p[ ]?`,
  String.raw`redis-cli\b[^\n|]{0,200}? -a `,
  String.raw`ldap(?:search|add|modify|delete|whoami|passwd|compare)\b[^\n|]{0,300}? -w `,
  String.raw`(?:sqlcmd|bcp|isql|osql|tsql|sqlpackage)\b[^\n|]{0,300}? -P ?`,
  String.raw`(?:7z[ar]?|rar|unrar)\b[^\n|]{0,300}? -(?:hp|p)`,
  String.raw`(?:zip|unzip|zipcloak)\b[^\n|]{0,300}? -P ?`,
  String.raw`(?:openssl|keytool|jarsigner|signtool)\b[^\n|]{0,400}? -?(?:pass(?:in|out|word)?|k|storepass|keypass|p)[ :](?:pass:)?`,
  String.raw`ssh-keygen\b[^\n|]{0,200}? -[NP] `,
  String.raw`(?:xfreerdp|rdesktop|winexe|wmic|net use)\b[^\n|]{0,200}? \/?(?:p:|-p |password:)`,
  String.raw`net use [^\s]{1,100} [^\n|]{0,40}?\/user:[^\s]{1,60} `,
  String.raw`htpasswd\b(?: -\w+){0,4} [^\s-][^\s]{0,200} [^\s]{1,60} `,
  String.raw`(?:snyk|sentry-cli|railway|ngrok) (?:auth|authtoken|login) (?=\S*\d)`,
  String.raw`--key[ =](?=[0-9a-f]{8}-[0-9a-f]{4}-)`,
  String.raw`IDENTIFIED (?:WITH \S{1,40} )?(?:BY|AS) `,
  String.raw`cosign\b[^\n|]{0,300}? -p[ =]?`,
  String.raw`security\b[^\n|]{0,200}? -[pPw] `,
  String.raw`nuget push\b[^\n|]{0,300}? (?:-k|--api-key)[ =]`,
  String.raw`signtool\b[^\n|]{0,300}? \/p `,
  String.raw`net use (?:[A-Z*]: )?\\\\\S{1,200} (?=\S{1,200}[ \t]{1,4}\/user)`,
  String.raw`gh (?:secret|variable) set \S{1,100} (?:--body|-b)[ =]`,
  String.raw`rclone obscure `,
  String.raw`nmcli\b[^\n|]{0,200}? (?:password|psk) `,
  String.raw`curl\b[^\n|]{0,600}? (?:-b|--cookie)[ =]["']?[\w.-]{1,60}=(?=[^\s;"']{6})`,
];
const programArguments = new RegExp(`(?<![\\w])(?:${programs.join('|')})${word}`, 'dg');

/** `-u name:password` and the like: the text after the colon or percent sign. */
const pairs =
  /(?<![\w-])(?:curl|http|https|xh|wget|httpie|smbclient|mount\.cifs|rpcclient|lftp|nikto|wfuzz|ab|siege|hey|elasticdump|mvn|rclone)\b[^\n|]{0,600}? (?:-u|--user|-U|--proxy-user|-a|--auth|-A) ?["']?[^\s:%"']{1,100}[:%]([^\s"'\n]{1,300})/dg;
const quotedPairs = [
  / (?:-u|--user|-U|--proxy-user)[ =]'[^\s:'\n]{1,100}:([^'\n]{1,300})'/dg,
  / (?:-u|--user|-U|--proxy-user)[ =]"[^\s:"\n]{1,100}:([^"\n]{1,300})"/dg,
];
/** The arguments of a program as languages print a list of them. */
const listPairs = /["'](?:-u|--user|-U|--proxy-user)["'],\s{0,4}["'][^\s:"']{1,100}:([^"'\n]{1,300})["']/dg;
const listFlag = /(["'])--?([a-zA-Z][\w-]{2,60})\1,\s{0,4}(["'])((?:(?!\3)[^\n]){1,1000})\3/dg;
const listPrograms =
  '["\'](?:\\S{0,100}/)?(?:docker|podman|nerdctl|buildah|helm|cosign|az|oc|vault|nuget|htpasswd|influx|mongo\\w{0,8}|twine|jf|argocd|sshpass|sqlcmd|bcp|mysql\\w{0,12}|mariadb[\\w-]{0,12}|7z|rar|security)["\'][^\\n]{0,300}?';
const listShort = [
  new RegExp(`${listPrograms}["']-[pPw]["'],\\s{0,4}["']([^"'\\n]{3,300})["']`, 'dg'),
  new RegExp(
    `["'](?:mysql\\w{0,12}|mariadb[\\w-]{0,12}|7z|rar|sshpass)["'][^\\n]{0,300}?["']-p([^"'\\n]{3,300})["']`,
    'dg',
  ),
];
const laterPair = / (?:-u|--user|--proxy-user|-a|--auth)[ =]["']?[\w.@-]{1,64}:([^\s"'\n/:]{4,300})(?=["'\s]|$)/dg;

/** What reads a secret from its standard input. */
const reader =
  '(?:--password-stdin|--with-token|--stdin\\b|--from-stdin|--passphrase-fd|--token-stdin|\\bchpasswd|\\bsudo\\b[^\\n|<]{0,60}? -[A-Za-z]{0,6}S|\\bsu\\b|\\bssh-add\\b|\\bkinit\\b|' +
  '\\bpasswd\\b|\\bcryptsetup\\b|\\bopenssl\\b[^\\n|<]{0,120}?stdin|\\bsecrets? (?:set|create|put|add)\\b|\\bvault (?:login|kv put)\\b|\\bread\\b(?: -\\w{1,4})* \\w*(?:P|PASS\\w*|PW\\w*|SECRET\\w*|TOKEN\\w*|KEY)\\b)';
const printer = String.raw`(?:echo|printf)(?: -[ne]{1,2})?(?: (?:--|'%s(?:\\n)?'|"%s(?:\\n)?"|%s))? {1,2}`;
/** `echo x | docker login --password-stdin`, `sudo -S make <<< x`, a here-document, and `< <(echo x)`. */
const piped = [
  new RegExp(`${printer}${word} {0,2}\\| {0,2}[^\\n|]{0,200}?${reader}`, 'dg'),
  new RegExp(`${reader}[^\\n|<]{0,200}<<< {0,2}\\$?${word}`, 'dg'),
  new RegExp(
    `${reader}[^\\n|<]{0,200}<<-? {0,2}["']?(?:\\w{1,40})["']?[^\\n]{0,100}\\n[ \\t]{0,20}(\\S[^\\n]{2,1000})`,
    'dg',
  ),
  new RegExp(`${reader}[^\\n|<]{0,200}< {1,2}<\\( {0,2}${printer}${word}`, 'dg'),
];

/** `--db-password x`, `config set password x`, `export PASSWORD x`, and a `.netrc`. */
const flag = new RegExp(String.raw`(?<![\w-])--?([a-zA-Z][\w-]{2,60})[ \t]{1,4}\\?(?!-)${word}`, 'dg');
const set = new RegExp(
  String.raw`\b(?:config(?:ure)?(?::| )(?:set|add)|config(?: --\w+){0,3}|set|setx|setenv|ENV|put|secret(?:s)? (?:set|put|add|create)|env add|variable set|login|-s)(?: --?\w+){0,2} ((?:\/\/)?[\w.:/@-]{1,120})[ \t]{1,8}${word}`,
  'dg',
);
const netrc = /(?:\blogin[ \t]{1,8}\S{1,100}\s{1,20}|(?:^|\n)[ \t]{1,8})password[ \t]{1,8}(\S{1,200})/dg;
const pgpass = /(?:^|\n)[\w.*-]{1,100}:(?:\d{4,5}|\*):(?!\d)[\w*-]{1,64}:[\w*.-]{1,64}:([^\s:]{4,200})(?=\s|$)/dg;
const called =
  "(?:password|passphrase|passcode|mot de passe|api key|access token|secret key|token|cl[ée] (?:d['’])?(?:api|secr[èe]te|priv[ée]e|acc[èe]s)|jeton|credentials?)";
/** Has a digit and a letter, and is no date, path or address. */
const telling = String.raw`(?!\d{4}-\d\d|https?:|[~.]?\/|v?\d+\.\d)(?=\S*\d)(?=\S*[A-Za-z])`;
const inWords = [
  // The password is x.
  `\\b${called}\\b[^\\n:=]{0,30}? (?:is|was|est|was set to|set to|défini à|changed to|to)(?: ?: ?| )["'\`«]?[ \\u00a0]?(${telling}[^\\s"'\`»]{8,200})`,
  // A random password was generated for x: y.
  `\\b${called}\\b[^\\n:=]{0,80}:[ \\t]+(${telling}[^\\s"'\`»]{8,200})[ \\t\\r]*(?=\\n|$)`,
  // With the password « x ».
  `\\b${called}[ \\u00a0](?:[«“"'][ \\u00a0]?)(${telling}[^\\s"'\`»”]{6,200})[ \\u00a0]?[»”"']`,
  // Signed in with password x.
  `\\bwith (?:the )?${called} (${telling}[^\\s"'\`»:=]{6,200})`,
  // Generated token x for y.
  `\\b(?:generated|created|issued|new|obtained|received|rotated)\\b[^\\n:=]{0,20}\\b${called} (${telling}[^\\s"'\`»:=]{10,200})`,
  // The password for x is on the line below:
  `\\b${called}\\b[^\\n]{0,140}:[ \\t]*\\r?\\n(?:[ \\t]*\\r?\\n)?[ \\t]*(${telling}[^\\s"'\`»:=]{8,200})[ \\t\\r]*(?=\\n|$)`,
  `\\bunseal key \\d{1,2}: (\\S{20,200})`,
  `\\bsecret[_ -]?id["']?[ \\t]{0,20}[:= ][ \\t]{0,20}["']?([0-9a-f]{8}-?[0-9a-f-]{12,60})`,
  // With user x and password y.
  `\\b(?:user|login|account|utilisateur|compte)\\b[^\\n]{0,60}\\b(?:password|mot de passe) (${telling}[^\\s"'\`»:=]{6,200})`,
].map((pattern) => new RegExp(pattern, 'dgi'));

/** What each of them needs, and most texts do not have. */
const isToldInWords =
  /pass(?:word|phrase|code)|mot de passe|api key|access token|secret key|token|cl[ée] |jeton|credential|unseal key|secret[_ -]?id/i;

/** Secrets in command lines and in sentences that quote them. */
export function argumentSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const pattern of [
    programArguments,
    pairs,
    ...quotedPairs,
    listPairs,
    ...listShort,
    laterPair,
    ...piped,
    netrc,
    pgpass,
  ])
    for (const match of text.matchAll(pattern)) {
      const span = lastGroup(match, 1);
      if (span !== undefined && !isNoArgument(text.slice(...span))) add(span);
    }
  if (isToldInWords.test(text))
    for (const pattern of inWords)
      for (const match of text.matchAll(pattern)) {
        const span = lastGroup(match, 1);
        if (span !== undefined && isSecretValue(text.slice(...span), 'password', 'alone')) add(span);
      }
  for (const match of text.matchAll(listFlag)) {
    const named = namedSecret(match[2] ?? '');
    const span = lastGroup(match, 4);
    if (named !== undefined && span !== undefined && isSecretValue(text.slice(...span), named, 'quoted')) add(span);
  }
  for (const pattern of [flag, set])
    for (const match of text.matchAll(pattern)) {
      const named = namedSecret((match[1] ?? '').replace(/^-+/, ''));
      const span = lastGroup(match, 2);
      if (named === undefined || span === undefined || text[span[0]] === '-') continue;
      const isQuoted = /["']/.test(text[span[1]] ?? '');
      const value = text.slice(...span);
      if (isSecretValue(value, named, isQuoted ? 'quoted' : named === 'password' ? 'alone' : 'tight')) add(span);
    }
  return found;

  function add([start, end]: Range): void {
    found.push({ start, end, kind: 'argument' });
  }
}

type Range = readonly [start: number, end: number];

/** The range of the group with that number, or of the first matched one after it. */
function lastGroup({ indices }: RegExpExecArray, from: number): Range | undefined {
  return indices?.slice(from).find((range) => (range as Range | undefined) !== undefined);
}

function isNoArgument(value: string): boolean {
  return (
    /^(?:[*$<%{]|\.\.\.|-|x{3,}$|\d{2,5}(?::\d+)?(?:\/tcp)?$|[~.]?\/)/.test(value) ||
    /^(?:password|passwd|token|secret|required|tcp|yes|no)$/i.test(value) ||
    /^\d+\.\d+\.\d+\.\d+/.test(value)
  );
}
