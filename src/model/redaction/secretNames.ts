/**
 * What a name says about its value: a `password` may be any word; a `secret` may be several; a `token` or key is made
 * by a machine; a `maybe` is a secret only if it looks like one.
 */
export type NamedSecret = 'password' | 'secret' | 'token' | 'maybe';

/** What people call a password, in one word of their languages. */
export const passwordWords =
  'password|passwd|passphrase|passcode|passwort|kennwort|motdepasse|contraseña|contrasena|contrasenya|senha|parola|parolă|wachtwoord|' +
  'hasło|haslo|heslo|jelszó|jelszo|lozinka|slaptažodis|parool|lösenord|losenord|adgangskode|kodeord|passord|salasana|şifre|sifre|' +
  'пароль|пароля|парола|лозинка|סיסמה|סיסמא|पासवर्ड|รหัสผ่าน|パスワード|パスフレーズ|暗証番号|密码|密碼|口令|비밀번호|패스워드|암호';
const passwords = new RegExp(`(?:${passwordWords})[为為は은는]?$`);
const shortPasswords = new Set([
  'pass',
  'pwd',
  'pw',
  'mdp',
  'passw',
  'userpass',
  'psk',
  'presharedkey',
  'requirepass',
  'controlpass',
  'smtppass',
  'mailpass',
  'rootpass',
  'adminpass',
  'ftppass',
  'proxypass',
  'masterauth',
  'rootpw',
  'dbpass',
  'storepass',
  'keypass',
]);
const tokens =
  /(?:token|secret|apikey|accesskey|secretkey|privatekey|authkey|jeton|bearer|geheimnis|secreto|segredo|segreto|sekret|токен|секрет|トークン|シークレット|秘密鍵|(?:api|アクセス|秘密)キー|密钥|密鑰|金鑰|令牌|토큰|비밀키)[为為は은는]?$/;
const otherTokens = new Set(['authtok', 'credential', 'credentials', 'creds', 'jwt', 'pat', 'authorization']);
const otherPairs = new Set(['sonar login', 'auth ident', 'saml response', 'saml assertion']);
/** The words before `key` in a name that make it a secret. */
const keyWords = new Set(
  (
    'access account admin aes api app application auth cipher client connection consumer preshared crypt deploy encryption encrypt functions ' +
    'function gpg hmac host instrumentation jwt license licence master pgp primary private publish read record root rsa sas ' +
    'secondary secret server service session shared sign signing ssh ssl storage stream subscription tls vault webhook write'
  ).split(' '),
);
const maybes = new Set(
  'key keys auth sig signature session sessionid sid sessid phpsessid cookie csrf xsrf nonce salt pepper pin otp sas dsn passwords tokens secrets'.split(
    ' ',
  ),
);
/** A name with this last word is about a secret, but does not hold one. */
const about = new Set(
  (
    'id ids name names type types count counts length len size limit limits total usage used policy expiry expires ' +
    'expiration expired ttl age url uri endpoint file files filename path dir folder ref arn digest checksum fingerprint ' +
    'thumbprint version format algorithm alg provider manager helper field label hint prompt stdin env var variable ' +
    'required enabled disabled valid status index position kind column strength rotation attempts retries error errors ' +
    'message location region scope scopes issuer audience prefix suffix pattern regex validator validation schema ' +
    'certificate cert board word words press frame code map chain down up sock agent method mode length per second ' +
    'sha md hash minutes seconds days budget window rate cost lifetime duration created updated at last date time exists decode decoder encode encoder'
  ).split(' '),
);
/** A name with one of these words is about something public, or about numbers. */
const open = new Set('public pub max min num foreign primarykey sort partition cache i18n hot shortcut'.split(' '));

/** What a variable, field or parameter of that name contains, if it is a secret. */
export function namedSecret(name: string): NamedSecret | undefined {
  if (name.length > 100 || /^(?:OLD)?PWD$/.test(name)) return undefined;
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || about.has(last) || words.some((word) => open.has(word))) return undefined;
  const isPassword = words.some((word) => passwords.test(word) || shortPasswords.has(word));
  if (isPassword || /motdepasse|palavrapasse/.test(words.join(''))) return 'password';
  if (last === 'secret' || /secret key(?: base)?$/.test(words.join(' '))) return 'secret';
  if (words.some((word, index) => isToken(word, words[index - 1]))) return 'token';
  return words.some((word) => maybes.has(word)) ? 'maybe' : undefined;
}

function isToken(word: string, before: string | undefined): boolean {
  if (tokens.test(word) || otherTokens.has(word)) return true;
  if (otherPairs.has(`${before ?? ''} ${word}`)) return true;
  return word === 'key' && before !== undefined && (keyWords.has(before) || tokens.test(before));
}

/** `AWS_SECRET_ACCESS_KEY`, `awsSecretAccessKey`, `aws.secret-access-key` have the same words. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
}

const keys =
  'cl[ae]ve|chave|chiave|llave|cheie|cheia|klucz|klíč|kľúč|ключ|sleutel|anahtar|nyckel|nøgle|nøkkel|avain|kulcs|κλειδί';
/** The same in several words, also with whom it belongs to. Both match at the end of a text. */
const passwordPhrase = new RegExp(
  `(?:κωδικός(?: πρόσβασης)?|m[ậa]t kh[ẩa]u|kata sandi|كلمة (?:المرور|السر)|phrase (?:secr[èe]te|de passe)|code (?:secret|d['’]acc[èe]s)|palabra de paso|parola d['’]ordine|` +
    `(?:(?!passw|passp|passc|password)(?:${passwordWords})|password d(?:i|el|ell['’]))(?: ?[\\p{L}\\p{M}'’@.-]{1,30}){1,3})$`,
  'iu',
);
const tokenPhrase = new RegExp(
  `(?:(?:api|rest|zugriffs|zugangs|secret|geheim\\w{0,3})[- ]?(?:schlüssel|schluessel|キー|鍵|키|密钥|密鑰|金鑰|${keys})|` +
    `(?:${keys})(?:ı)?(?: (?:de|di|del|da|do|för|для|voor))?[ -](?:l['’]|d['’])?(?:api|acceso|acesso|accesso|secreta|secreto|segreta|privada|privata|доступа)|` +
    `(?:token|токен)[ua]? (?:de acceso|de acesso|di accesso|dostępu|доступа))$`,
  'iu',
);
/** What people call a secret in a sentence or before a colon, in several words. Matches at the end of a text. */
const phrase =
  /(?:(mot de passe|pass ?phrase|(?:password|passphrase|mot de passe) (?:for|of|pour|de) [^\s:=]{1,64})|(?:api|access|private|secret|signing|encryption|account|license|recovery) key|cl(?:é|e|ef) (?:d['’]api|api|secr[èe]te|priv[ée]e|d['’]acc[èe]s)|jeton d['’](?:acc[èe]s|authentification)|(?:token|secret) (?:for|of|pour|de) [^\s:=]{1,64})$/i;

/** The same for the words at the end of a text. */
export function namedByPhrase(before: string): NamedSecret | undefined {
  const end = before.slice(-100);
  if (passwordPhrase.test(end)) return 'password';
  if (tokenPhrase.test(end)) return 'token';
  const found = phrase.exec(end);
  if (found === null) return undefined;
  return found[1] === undefined ? 'token' : 'password';
}

/** How files with secrets are called: whole names, or the beginnings of names. */
const names = new RegExp(
  `^(?:${[
    // Of shells, package managers and builds.
    String.raw`\.env|\.?npmrc|\.?yarnrc|\.?pypirc|pip\.conf$|\.?condarc$|\.?nuget\.config$|auth\.(?:json|toml|ya?ml)$|settings-security\.xml$`,
    // Of programs that sign in.
    String.raw`[._]netrc|\.git-credentials|\.?(?:wget|curl|msmtp|fetchmail|mutt|mbsync|offlineimap)rc$|\.?htpasswd|\.?passwd$|shadow-?$`,
    // Of databases.
    String.raw`\.?pgpass|\.?pg_service\.conf$|\.?my\.cnf|\.?mylogin\.cnf$|\.?rediscli_?rc$`,
    // Of clouds and what manages them.
    String.raw`\.?s3cfg|\.boto$|boto\.cfg$|\.?terraformrc$|terraform\.rc$|\.?dockercfg|\.?dockerconfigjson$|\.?rclone\.conf$|\.?databrickscfg$`,
    String.raw`\.vault|kubeconfig|local\.settings\.json$|application_default_credentials|service[-_]?account|client[-_]?secrets?[\w.-]*\.json$`,
    // Any that say so.
    String.raw`credentials?(?:\.|$)|secrets?(?:\.|$)|(?:tokens?|passwords?)\.(?:json|txt|csv|ya?ml)$|id_(?:rsa|dsa|ecdsa|ed25519)`,
  ].join('|')})`,
  'i',
);
/** How they end. Variables of Terraform may be JSON, its state may have a number and `backup` behind. */
const endings = new RegExp(
  `(?:${[
    String.raw`[._-](?:secrets?|credentials?|adminsdk[\w-]*)\.(?:json|ya?ml|toml|xml|properties|ini|txt)`,
    String.raw`\.(?:env|pem|key|p8|p12|pfx|jks|keystore|truststore|kdbx?|asc|gpg|age|ppk|ovpn|mobileconfig|publishsettings)`,
    String.raw`\.(?:tfvars(?:\.json)?|tfstate(?:\.\d+)?(?:\.backup)?|token|secret|htpasswd|agilekeychain|keychain(?:-db)?)`,
  ].join('|')})$`,
  'i',
);
const folders =
  /^(?:\.ssh|\.aws|\.azure|\.gcloud|\.oci|\.gnupg|\.kube|\.docker|\.git|\.terraform\.d|\.password-store|secrets?)$/i;

/**
 * Whether a file is likely to contain secrets, judged by its name: no line of it is shown.
 * @param path with `/` or `\`
 */
export function isSecretFile(path: string): boolean {
  const parts = path.split(/[\\/]/);
  const name = parts.pop() ?? '';
  return names.test(name) || endings.test(name) || parts.some((folder) => folders.test(folder));
}
