import { controlSequences } from '../../src/model/redaction/textView';
import { harmlessSamples, secretSamples, type Sample } from './corpus';

/** How a redactor did on the corpus. */
export interface Score {
  readonly secrets: number;
  /** Where so much of a secret was left that it may be of use to somebody. */
  readonly leaks: readonly string[];
  readonly harmless: number;
  /** What was masked and need not have been. */
  readonly alarms: readonly string[];
}

/** @param samples the corpus that was written together with the rules, unless another one is given */
export async function scoreOf(
  redact: (text: string) => Promise<string>,
  { secrets: samples, harmless } = { secrets: secretSamples(), harmless: harmlessSamples() },
): Promise<Score> {
  const [leaks, alarms]: string[][] = [[], []];
  for (const sample of samples) {
    const left = flat(await redact(sample.text));
    leaks?.push(...leaksOf(sample, left).map((secret) => `${sample.name}: ${secret}\n${left}`));
  }
  for (const { name, text } of harmless) {
    const left = await redact(text);
    if (left !== text) alarms?.push(`${name}\n${left}`);
  }
  const secrets = samples.reduce((sum, sample) => sum + sample.secrets.length, 0);
  return { secrets, leaks: leaks ?? [], harmless: harmless.length, alarms: alarms ?? [] };
}

/** Eight characters in a row are too many. */
const tooMany = 8;

function leaksOf({ secrets }: Sample, left: string): readonly string[] {
  return secrets.filter((secret) => {
    const whole = flat(secret);
    for (let at = 0; at + tooMany <= whole.length; at++) if (left.includes(whole.slice(at, at + tooMany))) return true;
    return whole.length < tooMany && left.includes(whole);
  });
}

/** Without colours and line ends, which do not keep anybody from reading a secret. */
function flat(text: string): string {
  return text.replace(controlSequences, '').replace(/\r?\n/g, '');
}
