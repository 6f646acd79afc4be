import { type NamedSecret, passwordWords } from './secretNames';

/**
 * How a value follows its name: in quotes; given to a variable, where nothing else can stand; directly after `=`; after
 * a blank, alone on the rest of its line or with more words after it; several words that are the rest of the line.
 */
export type ValueStyle = 'quoted' | 'assigned' | 'tight' | 'alone' | 'prose' | 'line';

/** Placeholders and references in the place of a secret. */
const placeholder =
  /^(?:\*{2,}|•{2,}|x{3,}$|X{3,}|\.{2,}|…|[-_#]+$|<[^>]*>?$|\$\{|\{\$|#\{|%\(\w+\)s|\)[.;,]|\[redacted\]|\$[A-Za-z_]\w*\}?$|@\w+[.(]|[A-Za-z_][\w.]*\[["']|\$\(|\$\w+\[|%[A-Za-z_]\w*%|\{\{|\{%|\[[A-Za-z ]*\]?$|\(|!\w|@\w+@$|[A-Za-z_][\w.:>-]{0,80}\(|(?:process\.|os\.|env\.|ENV\[|secrets?\.|vars?\.|config\.|self\.|this\.|params\.|props\.|req\.|request\.|settings\.|data\.|local\.|module\.|options\.|args\.|opts\.|import\.)|arn:|vault:|op:\/\/|secret:\/\/|ENC\[|sha\d+[:-]|https?:\/\/|file:|data:|urn:)/;
const types =
  /^(?:&(?:'\w+ )?(?:str|mut)|(?:Option|Vec|Array|List|Promise|Map|Box|Optional|Union|Secret|Maybe|Result|Record|Partial)\b|(?:string|str|bytes|bool|boolean|int|number|any|unknown|object|char|varchar|text|SecretStr|SecretString|String|Buffer|Uint8Array|uint|u8|void|never)(?:[;,)|?\]}[ ]|$))/;

/** Words about a secret rather than a secret. */
const words = new Set(
  (
    'null none nil undefined true false yes no on off n/a na empty blank missing required optional invalid valid expired wrong ' +
    'incorrect correct changed updated reset ok okay set unset found unknown denied rejected accepted refused failed fail failure ' +
    'error errors string text bool boolean number integer int object array any bytes hidden redacted masked sensitive filtered ' +
    'secret password passwd token key value prompt input enter type field default disabled enabled generated verified verify ' +
    'refreshed refresh revoked revoke provided given needed unused used present absent available unavailable protected ' +
    'encrypted decrypted hashed plain plaintext basic bearer digest oauth oauth2 ntlm kerberos negotiate login publickey ' +
    'keyboard-interactive inherit created deleted removed added stored saved loaded loading using use must should please your ' +
    'check checking checks test tests testing tested example sample dummy placeholder todo tbd changeme change-me changeit your-password ' +
    'your_password your-token insert never always auto automatic manual skipped skip pending ready done passed success ' +
    'successful successfully unexpected expected illegal malformed mismatch match matches different same weak strong short ' +
    'long too cannot not is was are be the this that for from with without and via when instead option flag requires mandatory ' +
    'requis requise obligatoire facultatif manquant manquante invalide valide expiré expirée erroné incorrecte vide modifié ' +
    'modifiée changé inconnu inconnue refusé refusée accepté aucun aucune masqué masquée oui non vrai faux défini définie ' +
    'saisir saisissez entrez votre le la les est perdu oublié réinitialisé réinitialisée généré générée renouvelé révoqué ' +
    'falsch ungültig abgelaufen geändert erforderlich fehlt leer incorrecta incorrecto inválida inválido caducada requerida vacía ' +
    'incorreta errata scaduta richiesta vuota onjuist verlopen vereist leeg nieprawidłowe wygasło wymagane puste неверный неверен ' +
    'истёк истек требуется пуст изменён обновлён обязателен 必須 なし 無効 错误 錯誤 无效 必填 空 필수 없음 ' +
    'environment variable file stdin keyring keychain vault parameter argument header cookie body query session user username ' +
    'email mail account name length policy rotation management authentication authorization validation'
  ).split(' '),
);

/** Those of them that say that there is none. */
const none = new Set(
  (
    'null none nil undefined true false yes no on off empty blank missing required optional unset hidden redacted masked ' +
    'filtered secret password passwd token key value prompt changeme change-me changeit your-password your_password your-token ' +
    'placeholder example sample dummy todo tbd'
  ).split(' '),
);

/** In a phrase that somebody chose as a secret there are few of these; in a sentence about one there are some. */
const sentence =
  /(?:^|\s)(?:not|is|was|are|be|been|must|should|the|this|that|for|from|with|without|and|or|via|when|instead|your|please|cannot|has|have|does|did|will|to|of|in|on|at|it|by|as|an?|about|ago)(?=\s|$)/i;
/** Those that no phrase has, whatever else is in it. */
const verbs = /(?:^|\s)(?:not|is|was|are|be|been|must|should|please|cannot|has|have|does|did|will|about|ago)(?=\s|$)/i;

/** Whether words are about a secret, and none themselves. A phrase with a number in it may have an article, too. */
export function isSentence(text: string): boolean {
  return /\d/.test(text) ? verbs.test(text) : sentence.test(text);
}

/** Whether several words may be a passphrase: a sentence about passwords has other words, and signs. */
function isPassphrase(value: string): boolean {
  const parts = value.split(' ');
  if (parts.length < 2 || parts.length > 8 || isSentence(value) || /^[!@]/.test(value) || /^\d+ [a-z]+$/i.test(value))
    return false;
  if (parts.length < 4 && words.has((parts[0] ?? '').toLowerCase())) return false;
  return parts.every((part) => /^[\p{L}\p{M}\p{N}'’!?#$%&*+_-]+$/u.test(part) && !part.startsWith('-'));
}

const aboutPasswords = new RegExp(`(?:${passwordWords}|mot de passe)(?!\\p{L}{3})`, 'iu');
/** `Passwort`, as a label has it. */
function isPasswordWord(value: string): boolean {
  return new RegExp(`^(?:${passwordWords})$`, 'iu').test(value);
}

/** Whether a value after such a name looks like a secret. */
export function isSecretValue(value: string, named: NamedSecret, style: ValueStyle): boolean {
  if (style === 'line') return named === 'password' && isPassphrase(value);
  const bare = value.replace(/[.,;:!?)\]}…]+$/, '');
  const isQuoted = style === 'quoted' || style === 'assigned';
  const isAbout = (style === 'assigned' ? none : words).has(bare.toLowerCase());
  if (bare.length < 4 || isAbout || placeholder.test(value) || types.test(value)) return false;
  if (/(?:your|example|placeholder|insert|replace|redacted)[-_ .]/i.test(value) && !/\d{3}/.test(value)) return false;
  // Such as `${A}${B}`, `$A-$B`.
  if (/^\$[A-Za-z_]|\$\{[A-Za-z_]/.test(value) && !/\d.*\d/.test(value)) return false;
  // A text about passwords, as programs translate them.
  if (/\s/.test(bare) ? aboutPasswords.test(bare) : isPasswordWord(bare)) return false;
  if (isPath(value)) return false;
  const [hasDigit, hasLower, hasUpper] = [/\d/.test(bare), /[a-z]/.test(bare), /[A-Z]/.test(bare)];
  if (named === 'maybe')
    return hasDigit && hasLower && hasUpper && (bare.length >= 20 ? isOneRun(bare) || isNoise(value) : false);
  const isName = /^[A-Za-z_][A-Za-z_.:>-]*$/.test(bare) && /(?:pass|pwd|token|secret|key|cred|auth)/i.test(bare);
  if (isName && !isQuoted && !/^[A-Z]{8,}$/.test(bare)) return false;
  // A name from the source code: `password = config.db.password`.
  if (!isQuoted && /^[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+$/.test(bare) && !hasDigit) return false;
  if (named === 'password') {
    const isWord = /^[\p{L}'’-]+$/u.test(bare);
    return !(isWord && style === 'prose');
  }
  if (named === 'secret' && style !== 'prose' && isWords(bare)) return true;
  if (/^[\d.,]+(?:[kKmM%]|ms|s)?$/.test(bare)) return false;
  if (/\s/.test(bare) && !hasDigit) return false;
  if (hasDigit) return bare.length >= 6 && !(style === 'prose' && bare.length < 12);
  if (/[-_. /]/.test(bare)) return bare.length >= 20 && hasLower && hasUpper && style !== 'prose';
  return bare.length >= (hasLower && hasUpper ? 12 : 20) && !(style === 'prose' && /^[A-Z]?[a-z]+$/.test(bare));
}

/** Words that somebody chose as a secret: three, or two with a blank. */
function isWords(value: string): boolean {
  if (isSentence(value) || words.has(value.split(/[-_. ]/)[0]?.toLowerCase() ?? '')) return false;
  return (
    /^[a-z]{16,64}$/.test(value) ||
    /^[A-Za-z]{3,20}(?:(?:[-_.][A-Za-z]{3,20}){2,8}|(?: [A-Za-z]{3,20}){1,8})$/.test(value)
  );
}

/** Whether the value of a secret's variable on this computer is worth finding wherever it turns up. */
export function isTellingValue(value: string): boolean {
  if (value.length < 8 || value.length > 20_000 || placeholder.test(value) || isPath(value)) return false;
  if (new Set(value).size < 5 || words.has(value.toLowerCase()) || /^[\d.,:/-]+$/.test(value)) return false;
  const classes = [/\d/, /[a-z]/, /[A-Z]/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
  // One word, or several joined by punctuation, is in many innocent texts.
  return classes >= 2 && !/^[A-Za-z]?[a-z]+(?:[-_. :][A-Za-z]?[a-z]+)*$/.test(value);
}

/** Passwords that are also the names of what they are for. */
const usualWords = new Set(
  (
    'postgres postgresql mysql mariadb mongodb redis rabbitmq cassandra oracle sqlserver guest admin administrator root ' +
    'docker kubernetes jenkins grafana development production staging localhost database application'
  ).split(' '),
);

/**
 * Whether the value of a variable that is named like a password is worth finding where it stands alone: a password may
 * be a word, or digits. Not those that half of a mail may consist of.
 */
export function isLikelyPassword(value: string): boolean {
  if (value.length < 6 || value.length > 200 || placeholder.test(value) || isPath(value)) return false;
  const small = value.toLowerCase();
  if (words.has(small) || usualWords.has(small) || new Set(value).size < 3) return false;
  return /\d/.test(value) || value.length >= 8;
}

function isPath(value: string): boolean {
  if (value.length > 500) return false;
  if (/^[A-Za-z0-9/+]{40}$/.test(value) && /\d/.test(value) && /[A-Z]/.test(value)) return false;
  return /^(?:(?:~|\.{1,2})?\/[\w@.-]|[A-Za-z]:\\|\\\\\w)[\w@.,/\\ ~-]*$/.test(value) && /[/\\].*[a-z]{2}/.test(value);
}

/** As generators write keys with signs, without blanks between words. */
function isNoise(value: string): boolean {
  return value.length >= 40 && (value.match(/[^A-Za-z0-9\s]/g) ?? []).length >= 6 && !/[a-z]{5} [a-z]{3}/.test(value);
}

/** Not several words joined by punctuation. */
function isOneRun(value: string): boolean {
  return /^[A-Za-z0-9+/_=%-]+$/.test(value) && !/^[A-Za-z][a-z]{2,11}\d{0,4}[-_/]/.test(value);
}
