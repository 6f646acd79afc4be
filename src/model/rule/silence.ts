import { plainOutput } from '../output/renderedOutput';
import type { Printed, Running } from '../run/run';
import type { UsualDuration } from '../run/usualDuration';
import type { CompiledRule } from './compiledRule';
import type { Rule } from './rule';

/** What programs print before they wait for an answer, at the end of an unfinished line. */
const asking = [
  /(?:password|passphrase|passcode|username|login|verification code|one-time code|otp|pin)\b[^\n]*:\s*$/i,
  /[[(]\s*y(?:es)?\s*\/\s*n(?:o)?(?:\s*\/[^\])]*)?\s*[\])]\s*[:?>]?\s*$/i,
  /\bpress (?:any key|enter|return)\b[^\n]*$/i,
  /\b(?:continue|proceed|overwrite|are you sure|do you want|would you like|ok to)\b[^\n]*\?[^\n]{0,20}$/i,
  /\b(?:enter|choose|select|type|pick)\b[^\n]{0,80}[:?>]\s*$/i,
  // The same in other languages.
  /(?:mot de passe|phrase secrète|code secret|identifiant|passwort|kennwort|benutzername|contraseña|usuario|senha|usuário|password di|nome utente|wachtwoord|gebruikersnaam|hasło|heslo|пароль|логин|parola|şifre|lösenord|adgangskode|passord|salasana|jelszó)[^\n]*[:：]\s*$/iu,
  /(?:パスワード|暗証番号|密码|密碼|口令|비밀번호|암호)[^\n]{0,40}[:：]\s*$/u,
  /[[(]\s*(?:o(?:ui)?|j(?:a)?|s(?:í|i|im|ì)?|t(?:ak)?|д(?:а)?|e(?:vet)?|k)\s*\/\s*(?:n(?:on|ein|ee|ie|o|ão|ej)?|н(?:ет)?|h(?:ayır)?|e)\s*[\])]\s*[:?>]?\s*$/iu,
  /(?:appuyez sur|pressez|drücken sie|pulse|presione|pressione|premi|premere|druk op|naciśnij|нажмите|押してください|按任意键|请按)[^\n]*$/iu,
  // A question with what Enter stands for: `package name: (foo) `.
  /^[\p{L}][^\n:?]{1,80}[:?] \((?!\d+ ?(?:of|de|von|\/))[^()\n]{1,80}\) ?$/u,
  /^\s*\?\s[^\n]{1,200}$/,
  /\?\s*$/,
];

/** How much of the end is searched, in characters. */
const maxEnd = 400;

/**
 * The question that a program waits for an answer to: the last line of its output, if it is unfinished and reads like
 * a question; otherwise `undefined`. It is a guess: a progress line that stops after a colon looks like one too.
 */
export function questionAtEnd(output: string): string | undefined {
  const end = output.slice(-maxEnd * 4);
  const last = plainOutput(end.slice(Math.max(end.lastIndexOf('\n'), end.lastIndexOf('\r')) + 1)).slice(-maxEnd);
  const question = last.trimEnd();
  return question !== '' && asking.some((pattern) => pattern.test(last)) ? question : undefined;
}

/** Why a run that is still going on is worth a mail. */
export type Silence =
  | { readonly kind: 'stillRunning' }
  | { readonly kind: 'slow'; readonly usual: number }
  | { readonly kind: 'noOutput'; readonly since: number }
  | { readonly kind: 'waiting'; readonly question: string };

/** How many times the usual duration is worth a mail. */
const tooLong = 3;
/** How long a question must stay unanswered, in milliseconds: somebody who is there answers sooner. */
const unansweredMs = 10_000;

/** The rule that reports a run while it goes on; a muting rule before it takes precedence. */
export function silenceRule(running: Running, rules: readonly CompiledRule[]): Rule | undefined {
  for (const compiled of rules) {
    if (!compiled.mayMatch(running)) continue;
    const { rule } = compiled;
    if (!rule.mails) return undefined;
    const { stillRunning, slowerThanUsual, noOutput, waitingForInput } = rule.silence;
    if (stillRunning > 0 || slowerThanUsual || noOutput > 0 || waitingForInput) return rule;
  }
  return undefined;
}

/**
 * What there is to report now, the most useful first; `undefined` if nothing. Times are in milliseconds.
 * @param asleep for how long nothing could run since a time: that does not count
 */
export function silenceOf(
  running: Running,
  { silence }: Rule,
  printed: Printed | undefined,
  usual: UsualDuration | undefined,
  now: number,
  asleep: (since: number) => number = () => 0,
): Silence | undefined {
  const took = now - running.startedAt - asleep(running.startedAt);
  const quiet = printed === undefined ? 0 : now - printed.at - asleep(printed.at);
  if (silence.waitingForInput && printed !== undefined && quiet >= unansweredMs) {
    const question = questionAtEnd(printed.text);
    if (question !== undefined) return { kind: 'waiting', question };
  }
  if (silence.noOutput > 0 && printed !== undefined && quiet >= silence.noOutput * 60_000)
    return { kind: 'noOutput', since: printed.at };
  if (silence.slowerThanUsual && usual !== undefined && running.startKnown && took > tooLong * usual.median)
    return { kind: 'slow', usual: usual.median };
  if (silence.stillRunning > 0 && took >= silence.stillRunning * 60_000) return { kind: 'stillRunning' };
  return undefined;
}
