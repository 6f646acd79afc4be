import * as l10n from '@vscode/l10n';
import type { analyzeSync, Liquid, Template as Parsed } from 'liquidjs';
import { inSentence } from './bidi';
import { printable } from './printable';
import type { TemplateField, TemplateKind } from './mailTemplate';
import { similarName } from './similarName';
import { templateVariables, variablesFor, type TemplateVariable } from './templateVariable';

/** What a mail has for the variables; a part of a mail stands there by whether it has anything in it. */
export type TemplateValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A piece of a text that was written with a template: a text, or a part of the mail by its name. */
export type Written = { readonly text: string } | { readonly part: string };

/** A text that has been read, ready to be written with values. Throws where it takes too much time or memory. */
export type CompiledText = (values: TemplateValues) => readonly Written[];

/** A text that cannot be used; the message says why, for beside its field. */
export class TemplateError extends Error {}

const longest = 10_000;
/** All that is left of the language: conditions and lists. */
const tags = ['if', 'unless', 'for', 'comment'];
/** Unicode's noncharacters, which no text that is exchanged may have (23.7 of the standard), mark parts of the mail. */
const mark = { begin: '\ufdd0', end: '\ufdd1' };
const marks = /[\ufdd0\ufdd1]/g;

/** A part of the mail within a template. */
class Part {
  constructor(readonly name: string) {}
}

let loaded: Promise<{ readonly engine: Liquid; readonly analyze: typeof analyzeSync }> | undefined;

/**
 * Reads a text in the language Liquid, without filters and with the tags `if`, `unless`, `for` and `comment` only. A variable
 * that there is not is an error; one that has no value is written as `-`, so that there is never a hole. Nothing is escaped
 * here but what would not be plain text: text and HTML of a mail are both made of it, and escape all that is in it.
 * Rejects with a TemplateError.
 */
export async function compileText(source: string, kind: TemplateKind, field: TemplateField): Promise<CompiledText> {
  if (source.length > longest) throw new TemplateError(l10n.t('It may have {0} characters at most.', String(longest)));
  loaded ??= load();
  const { engine, analyze } = await loaded;
  const variables = variablesFor(kind, field);
  let parsed: Parsed[];
  try {
    parsed = engine.parse(tidied(source));
    const { globals, variables: all } = analyze(parsed);
    for (const used of Object.values(globals).flat()) checkVariable(used.segments.map(segmentText), kind, variables);
    for (const used of Object.values(all).flat()) checkProperty(used.segments.map(segmentText));
    // What takes too long or too much memory shows here and not in a mail.
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
    // Empty texts, 0 and no are all not there.
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

/** A line that holds nothing but tags leaves none behind. */
function tidied(source: string): string {
  return source
    .replaceAll(marks, '')
    .split(/\r\n?|\n/)
    .map((line) => printable(line, longest))
    .join('\n')
    .replaceAll(/^((?:\{%(?:(?!%\}).)*%\} *)+)\n/gm, '$1');
}

/** One that is a variable itself, as in `a[b]`, is an object. */
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

/** What a list holds has no properties, which would be holes; a loop knows how far it is. */
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

/** What the library found wrong, in a sentence of ours. */
function sentence(error: unknown): string {
  const { message, token } = error as { readonly message?: string; readonly token?: { getText(): string } };
  const said = message ?? String(error);
  const text = printable(token?.getText() ?? '', 40);
  const [, filter] = /^undefined filter: (.+?), line/.exec(said) ?? [];
  if (filter !== undefined) return l10n.t('“{0}” cannot be used here: there are no filters.', `| ${filter}`);
  const [, tag = ''] = /^tag "(.*?)" not found/.exec(said) ?? [];
  if (/^(?:end|else|elsif)/.test(tag)) return l10n.t('“{0}” belongs to nothing that was begun before.', text);
  if (tag !== '') return l10n.t('“{0}” is not known here: there are {1}.', tag, tags.join(', '));
  if (said.includes('not closed')) return l10n.t('“{0}” is not closed.', text);
  if (said.includes('limit exceeded')) return l10n.t('This takes too much time or memory.');
  return text === '' ? l10n.t('Something is missing between the braces.') : l10n.t('“{0}” cannot be read.', text);
}

/** A value as templates see it: nothing is `null`, but a part of the mail that has nothing in it `undefined`. */
function valueOf({ name, type }: TemplateVariable, values: TemplateValues): unknown {
  const value = values[name];
  if (type === 'part') return value === undefined || value === false ? undefined : new Part(name);
  if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return null;
  return type === 'number' && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** A value as it stands in the text. */
function written(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof Part) return `${mark.begin}${value.name}${mark.end}`;
  if (value === true) return l10n.t('yes');
  if (value === false) return l10n.t('no');
  const text = (Array.isArray(value) ? value : [value])
    // What is an object is one of the words of the language for nothing.
    .flatMap((one: unknown) => (typeof one === 'string' || typeof one === 'number' ? `${one}` : '').split(/\r\n?|\n/))
    .map((line) => inSentence(printable(line.replaceAll(marks, ''), 2_000)))
    .join('\n');
  return text.trim() === '' ? '-' : text;
}

function pieces(text: string): readonly Written[] {
  return text.split(/\ufdd0(.*?)\ufdd1/).flatMap((piece, index): Written[] => {
    if (index % 2 === 1) return [{ part: piece }];
    return piece === '' ? [] : [{ text: piece }];
  });
}
