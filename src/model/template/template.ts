import * as l10n from '@vscode/l10n';
import type { analyzeSync, Liquid, Template as Parsed } from 'liquidjs';
import { isolated, oneLine } from '../oneLine';
import { LatePart } from '../partLoading';
import type { TemplateField, TemplateKind } from './mailTemplate';
import { type TemplateVariable, templateVariables, variablesFor } from './templateVariable';

/** The name that was most likely meant, or `undefined` if none is similar. */
function similarName(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const maxDistance = wanted.length < 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let least = maxDistance + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  // Such as `exit` for `exitCode`.
  return best ?? (wanted.length < 2 ? undefined : names.find((name) => name.toLowerCase().startsWith(wanted)));
}

/** How many letters have to be added, removed or changed (Levenshtein distance). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** The values of the variables in a mail; for a part of the mail, whether it has any content. */
export type TemplateValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A piece of a text written with a template: a text, or a part of the mail by name. */
export type Written = { readonly text: string } | { readonly part: string };

/** A parsed text, ready to be written with values. Throws if that takes too much time or memory. */
export type CompiledText = (values: TemplateValues) => readonly Written[];

/** A text that cannot be used; the message says why, for beside its field. */
export class TemplateError extends Error {}

const longest = 10_000;
/** The only tags of the language that are left: conditions, lists and comments. */
const tags = ['if', 'unless', 'for', 'comment'];
/**
 * Unicode noncharacters, which no exchanged text may contain (section 23.7 of the standard), mark parts of the mail.
 */
const mark = { begin: '\ufdd0', end: '\ufdd1' };
const marks = /[\ufdd0\ufdd1]/g;

/** A part of the mail within a template. */
class Part {
  constructor(readonly name: string) {}
}

const language = new LatePart<{ readonly engine: Liquid; readonly analyze: typeof analyzeSync }>(load);

/**
 * Parses a text in the Liquid language, without filters and only with the tags `if`, `unless`, `for` and `comment`.
 * An unknown variable is an error; a variable without a value is written as `-`, so that there is never a gap.
 * Nothing is escaped here except what would not be plain text: the text and the HTML of a mail are both made from the
 * result, and escape it.
 * Rejects with a TemplateError.
 */
export async function compileText(source: string, kind: TemplateKind, field: TemplateField): Promise<CompiledText> {
  if (source.length > longest) throw new TemplateError(l10n.t('It may have {0} characters at most.', String(longest)));
  const { engine, analyze } = await language.get();
  const variables = variablesFor(kind, field);
  let parsed: Parsed[];
  try {
    parsed = engine.parse(tidied(source));
    const { globals, variables: all } = analyze(parsed);
    for (const used of Object.values(globals).flat()) checkVariable(used.segments.map(segmentText), kind, variables);
    for (const used of Object.values(all).flat()) checkProperty(used.segments.map(segmentText));
    // Exceeding the limits shows here rather than in a mail.
    engine.renderSync(parsed, Object.fromEntries(variables.map(({ name }) => [name, null])));
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(sentence(error));
  }
  return (values) => {
    const scope = Object.fromEntries(variables.map((variable) => [variable.name, valueOf(variable, values)]));
    return pieces(String(engine.renderSync(parsed, scope)));
  };
}

async function load() {
  const { analyzeSync: analyze, Liquid: Engine } = await import('liquidjs');
  const engine = new Engine({
    strictFilters: true,
    // Empty texts, 0 and false all count as missing.
    jsTruthy: true,
    ownPropertyOnly: true,
    relativeReference: false,
    outputEscape: written,
    parseLimit: 2 * longest,
    // Milliseconds.
    renderLimit: 200,
    memoryLimit: 1e6,
  });
  for (const name of Object.keys(engine.tags)) if (!tags.includes(name)) Reflect.deleteProperty(engine.tags, name);
  for (const name of Object.keys(engine.filters)) Reflect.deleteProperty(engine.filters, name);
  return { engine, analyze };
}

/** Lines that contain only tags leave no empty line. */
function tidied(source: string): string {
  return source
    .replaceAll(marks, '')
    .split(/\r\n?|\n/)
    .map((line) => oneLine(line, longest))
    .join('\n')
    .replaceAll(/^((?:\{%(?:(?!%\}).)*%\} *)+)\n/gm, '$1');
}

/** A segment that is itself a variable, as in `a[b]`, is an object. */
function segmentText(segment: unknown): string {
  return typeof segment === 'string' || typeof segment === 'number' ? String(segment) : '[…]';
}

function checkVariable(segments: readonly string[], kind: TemplateKind, variables: readonly TemplateVariable[]): void {
  const [name = '', ...further] = segments;
  if (further.length === 0 && variables.some((one) => one.name === name)) return;
  const typed = segments.join('.');
  const known = further.length === 0 ? templateVariables.find((one) => one.name === name) : undefined;
  if (known !== undefined) {
    throw new TemplateError(
      known.type === 'part' && variablesFor(kind, 'body').includes(known)
        ? l10n.t('“{0}” is a whole part of the mail: it can stand in the body only.', name)
        : l10n.t('“{0}” is not known of these mails.', name),
    );
  }
  const meant = similarName(name, variables.map((one) => one.name)); // prettier-ignore
  throw new TemplateError(
    meant === undefined
      ? l10n.t('“{0}” is not a variable.', typed)
      : l10n.t('“{0}” is not a variable; did you mean “{1}”?', typed, meant),
  );
}

/** Items of a list have no properties: they would be gaps. Only the loop has some. */
function checkProperty([name = '', ...further]: readonly string[]): void {
  const [property] = further;
  if (property === undefined) return;
  const isLoop = name === 'forloop';
  if (isLoop && further.length === 1 && loopProperties.includes(property)) return;
  const similar = isLoop ? similarName(property, loopProperties) : undefined;
  const meant = similar === undefined ? name : `${name}.${similar}`;
  throw new TemplateError(l10n.t('“{0}” is not a variable; did you mean “{1}”?', [name, ...further].join('.'), meant));
}

const loopProperties = ['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length'];

/** The library's error in a sentence of ours. */
function sentence(error: unknown): string {
  const { message, token } = error as { readonly message?: string; readonly token?: { getText(): string } };
  const original = message ?? String(error);
  const text = oneLine(token?.getText() ?? '', 40);
  const [, filter] = /^undefined filter: (.+?), line/.exec(original) ?? [];
  if (filter !== undefined) return l10n.t('“{0}” cannot be used here: there are no filters.', `| ${filter}`);
  const [, tag = ''] = /^tag "(.*?)" not found/.exec(original) ?? [];
  if (/^(?:end|else|elsif)/.test(tag)) return l10n.t('“{0}” belongs to nothing that was begun before.', text);
  if (tag !== '') return l10n.t('“{0}” is not known here: there are {1}.', tag, tags.join(', '));
  if (original.includes('not closed')) return l10n.t('“{0}” is not closed.', text);
  if (original.includes('limit exceeded')) return l10n.t('This takes too much time or memory.');
  return text === '' ? l10n.t('Something is missing between the braces.') : l10n.t('“{0}” cannot be read.', text);
}

/** A value as templates see it: `null` for a missing one, `undefined` for a part of the mail without content. */
function valueOf({ name, type }: TemplateVariable, values: TemplateValues): unknown {
  const value = values[name];
  if (type === 'part') return value === undefined || value === false ? undefined : new Part(name);
  if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return null;
  return type === 'number' && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** A value as written into the text. */
function written(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof Part) return `${mark.begin}${value.name}${mark.end}`;
  if (value === true) return l10n.t('yes');
  if (value === false) return l10n.t('no');
  const text = (Array.isArray(value) ? value : [value])
    // Objects stand for the language's own words for nothing.
    .flatMap((one: unknown) => (typeof one === 'string' || typeof one === 'number' ? `${one}` : '').split(/\r\n?|\n/))
    .map((line) => isolated(oneLine(line.replaceAll(marks, ''), 2_000)))
    .join('\n');
  return text.trim() === '' ? '-' : text;
}

function pieces(text: string): readonly Written[] {
  return text.split(/\ufdd0(.*?)\ufdd1/).flatMap((piece, index): Written[] => {
    if (index % 2 === 1) return [{ part: piece }];
    return piece === '' ? [] : [{ text: piece }];
  });
}
