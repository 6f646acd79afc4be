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
  String.raw`(?:mosquitto_(?:pub|sub|rr)|ipmitool)\b[^\n|]{0,300}? -P `,
  String.raw`snmp(?:walk|get|set|bulkwalk|trap|table)\b[^\n|]{0,300}? -X `,
  String.raw`net user \S{1,60} (?=\S{1,200} \/add)`,
  String.raw`(?:xfreerdp|wfreerdp)\b[^\n|]{0,200}? ["']\/p:`,
  String.raw`reset-admin-password `,
  String.raw`set-user-password \S{1,60} \S{1,60} `,
  String.raw`rclone"? "?obscure"? `,
  String.raw`mysqladmin\b[^\n|]{0,200}? password `,
  String.raw`lftp\b[^\n|]{0,200}? -u \S{1,60},`,
  String.raw`(?:plink|pscp|psftp)\b[^\n|]{0,200}? -pw `,
  String.raw`snmp(?:walk|get|set|bulkwalk|trap|table)\b[^\n|]{0,200}? -[AX] `,
  String.raw`(?:pdftk|qpdf)\b[^\n|]{0,300}? (?:user_pw|owner_pw|input_pw) `,
  String.raw`drush\b[^\n|]{0,100}? (?:user:password|upwd) \S{1,60} `,
  String.raw`schtasks\b[^\n|]{0,300}? \/rp `,
  String.raw`vncpasswd(?: -f)? `,
  String.raw`openssl\b[^\n|]{0,300}? -K (?=[0-9a-fA-F]{16})`,
  String.raw`codecov\w{0,4}\b[^\n|]{0,200}? -t (?=[0-9a-f]{8})`,
  String.raw`mc(?:li)? alias set \S{1,60} \S{1,200} \S{1,100} `,
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
  '["\'](?:\\S{0,100}/)?(?:docker|podman|nerdctl|buildah|helm|cosign|az|oc|vault|nuget|htpasswd|influx|mongo\\w{0,8}|twine|jf|argocd|sshpass|sqlcmd|bcp|mysql\\w{0,12}|mariadb[\\w-]{0,12}|7z|rar|security|ldap\\w{1,12})["\'][^\\n]{0,300}?';
/** `[--pass, x]` as Java prints a list, `"--pass" "x"` as Rust does, and pairs of a dictionary. */
const listWords = [
  /[[,] ?--?([a-zA-Z][\w-]{2,60}), ([^,\]\s]{3,300})(?=[,\]])/dg,
  /"(?:--?)?([a-zA-Z][\w.-]{2,60})" "([^"\n]{3,500})"/dg,
];
const listShort = [
  new RegExp(`${listPrograms}["']-[pPwW]["'],\\s{0,4}["']([^"'\\n]{3,300})["']`, 'dg'),
  new RegExp(
    `["'](?:mysql\\w{0,12}|mariadb[\\w-]{0,12}|7z|rar|sshpass)["'][^\\n]{0,300}?["']-p([^"'\\n]{3,300})["']`,
    'dg',
  ),
];
/** `-u name -p x`, of any program; `login name x` in what a shell traces. */
const userAndPassword = [
  /[ \t](?:-u|-U|--user(?:name)?)[ =]?["']?[\w.@\\-]{1,80}["']? (?:[^\n|]{0,200}? )?-[pP][ =]?["']?((?=\S*\d)[^\s"']{3,200})/dg,
  /(?:^|\n)[^\n]{0,40}[+$>] [^\n]{0,100}\b(?:login|add_user|adduser|change_password|set_password) [\w.@-]{1,64} ((?=\S*\d)[^\s-][^\s]{5,100})[ \t\r]*(?=\n|$)/dg,
  /\b(?:bundle config(?: set)?(?: --\w+)?|composer config(?: --?\w+)*) [\w.-]{3,100} [\w.@-]{1,64}[: ]([^\s"']{4,200})/dg,
  /\bBUNDLE_[A-Z0-9_]{3,80}=["']?[\w.@-]{1,64}:([^\s"']{4,200})/dg,
  /\b(?:basic_?auth|http_?auth|userpwd|proxy_?auth)\b["']?\s?[=:]\s?["']?[\w.@-]{1,64}:([^\s"':/]{4,200})/dgi,
  /(?:pass|key)[\w-]{0,12}[= ]<\( {0,2}(?:echo|printf)(?: %s)? {1,2}["']?([^"'\n)]{3,200})/dg,
  /"mc", "alias", "set", "[^"\n]{1,60}", "[^"\n]{1,200}", "[^"\n]{1,100}", "([^"\n]{6,200})"/dg,
  /\[(?:sqlplus|rman|expdp|impdp)(?:, -\w+)*, [\w$]{1,64}\/([^@\s,\]]{1,64})@/dg,
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
const netrc = /\blogin[ \t]{1,8}\S{1,100}\s{1,20}password[ \t]{1,8}(\S{1,200})/dg;
const pgpass = /(?:^|\n)[\w.*-]{1,100}:(?:\d{4,5}|\*):(?!\d)[\w*-]{1,64}:[\w*.-]{1,64}:([^\s:]{4,200})(?=\s|$)/dg;
/** Secrets in command lines, and in lists of arguments. */
export function argumentSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const pattern of [
    programArguments,
    pairs,
    ...quotedPairs,
    listPairs,
    ...listShort,
    ...userAndPassword,
    laterPair,
    ...piped,
    netrc,
    pgpass,
  ])
    for (const match of text.matchAll(pattern)) {
      const span = lastGroup(match, 1);
      if (span !== undefined && !isNoArgument(text.slice(...span))) add(span);
    }
  for (const match of text.matchAll(listFlag)) {
    const named = namedSecret(match[2] ?? '');
    const span = lastGroup(match, 4);
    if (named !== undefined && span !== undefined && isSecretValue(text.slice(...span), named, 'quoted')) add(span);
  }
  for (const pattern of listWords)
    for (const match of text.matchAll(pattern)) {
      const named = namedSecret(match[1] ?? '');
      const span = lastGroup(match, 2);
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
    /^(?:password|passwd|token|secret|required|tcp|yes|no|username|user|name|file)$/i.test(value) ||
    /^\d+\.\d+\.\d+\.\d+/.test(value)
  );
}
