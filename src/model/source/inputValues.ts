import { isRecord } from '../unknown';

/** A variable of tasks.json or launch.json. */
const variable = /\$\{([^}]{1,200})\}/g;

/** The ids of the inputs that are typed unseen, of what stands at `inputs` in tasks.json or launch.json. */
export function secretInputs(inputs: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(inputs) ? inputs : [];
  return all.flatMap((one) => {
    const isSecret = isRecord(one) && one['password'] === true && typeof one['id'] === 'string';
    return isSecret ? [one['id'] as string] : [];
  });
}

/**
 * What was typed for secret inputs, from a text as it is written (`login --password ${input:pw}`) and as it was run.
 * A shell may have taken its quotes off, and stand in front of it.
 */
export function inputValues(written: string, run: string, secret: ReadonlySet<string>): readonly string[] {
  const ids = [...written.matchAll(variable)].map(([, name = '']) => name.replace(/^input:/, ''));
  if (!ids.some((id) => secret.has(id))) return [];
  const literal = (text: string): string =>
    text
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/\s+/g, '\\s+')
      .replaceAll(/["']/g, `["']?`);
  const [first = '', ...others] = written.trim().split(/\$\{[^}]{1,200}\}/);
  const pattern = others.map((text) => `["']?([^]{1,1000}?)["']?${literal(text)}`).join('');
  const values = new RegExp(`${literal(first)}${pattern}\\s*$`).exec(run)?.slice(1) ?? [];
  return values.filter((_, index) => secret.has(ids[index] ?? ''));
}

/** The same for all texts of a configuration, of whatever shape. */
export function inputValuesIn(written: unknown, run: unknown, secret: ReadonlySet<string>): readonly string[] {
  if (typeof written === 'string') return typeof run === 'string' ? inputValues(written, run, secret) : [];
  if (Array.isArray(written))
    return Array.isArray(run) ? written.flatMap((one, index) => inputValuesIn(one, run[index], secret)) : [];
  if (!isRecord(written) || !isRecord(run)) return [];
  return Object.entries(written).flatMap(([name, one]) => inputValuesIn(one, run[name], secret));
}
