import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../support/seededRandom';
import { fakeValues } from './fakeValues';

/** A piece of output as a terminal has it. */
export interface Sample {
  /** The file that its template is in, and what it is called there. */
  readonly name: string;
  readonly text: string;
  /** What of it must not be told; empty for what is harmless. */
  readonly secrets: readonly string[];
}

/** Output with secrets in it, marked in the templates. */
export function secretSamples(seed = 1): readonly Sample[] {
  return samplesIn('secrets', seed);
}

/** Output that looks as if there were secrets in it. A sample a line, but where one needs several. */
export function harmlessSamples(seed = 2): readonly Sample[] {
  return samplesIn('harmless', seed).flatMap((sample) =>
    sample.name.endsWith(' lines')
      ? sample.text.split('\n').map((text) => ({ name: `${sample.name}: ${text}`, text, secrets: [] }))
      : [sample],
  );
}

export const freshParts = ['first', 'second', 'third'] as const;

/**
 * Written from kinds of programs, without a look at what redacts. The first part was learned from before the second was
 * measured, both before the third was: see docs/benchmarks.md.
 */
export function freshSamples(part: (typeof freshParts)[number], seed = 3) {
  return {
    secrets: samplesIn(path.join('fresh', 'secrets', part), seed, linesApart),
    harmless: samplesIn(path.join('fresh', 'harmless', part), seed, linesApart),
  };
}

/** A block whose title ends in `lines` has a sample a line. */
function linesApart(block: string): readonly string[] {
  const [title = '', ...lines] = block.trimEnd().split('\n');
  return title.endsWith(' lines') ? lines.map((line, at) => `${title} ${String(at + 1)}\n${line}`) : [block];
}

/** Templates begin with `%%` and what they are called, which may also say how they are to be distorted. */
function samplesIn(
  folder: string,
  seed: number,
  apart = (block: string): readonly string[] => [block],
): readonly Sample[] {
  const root = path.join(__dirname, folder);
  const random = seededRandom(seed);
  return readdirSync(root)
    .sort()
    .flatMap((file) =>
      readFileSync(path.join(root, file), 'utf8')
        .split(/^%% /m)
        .slice(1)
        .flatMap(apart)
        .map((block) => {
          const [title = '', ...lines] = block.trimEnd().split('\n');
          return filled(`${file}: ${title}`, title, lines.join('\n'), random);
        }),
    );
}

function filled(name: string, title: string, template: string, random: () => number): Sample {
  const secrets: string[] = [];
  const text = template
    .replaceAll('␛', '\u001b')
    .replaceAll('{{wide}}', '')
    .replaceAll('{{quiet}}', '')
    .replace(/\{\{(~?)(\w+)\}\}/g, (_, open: string, kind: string) => {
      const make = fakeValues[kind];
      if (make === undefined) throw new Error(`${name}: nothing is known of ${kind}`);
      const value = make(random);
      if (open === '' && !harmlessKinds.has(kind)) secrets.push(value);
      return value;
    });
  return { name, text: distorted(text, title, random), secrets };
}

const harmlessKinds = new Set(
  'sha1 sha256 shortSha md5 sha512 number id image certificate publicKey sshPublic sshFingerprint etag trace ulid certificateInBase64'.split(
    ' ',
  ),
);

function distorted(text: string, title: string, random: () => number): string {
  const [, way = '', how = ''] = /^(wrap|colour|prefix|crlf)(?: (.*))?$/.exec(title) ?? [];
  if (way === 'wrap') {
    const width = Number(how);
    return text
      .split('\n')
      .flatMap((line) => line.match(new RegExp(`.{1,${String(width)}}`, 'gs')) ?? [''])
      .join('\n');
  }
  if (way === 'prefix') return text.replace(/^/gm, how.replaceAll('␠', ' '));
  if (way === 'crlf') return text.replaceAll('\n', '\r\n');
  // A colour that changes now and then, also within a word.
  if (way === 'colour')
    return text.replace(/[^]{7}/g, (piece) => `${piece}\u001b[${String(31 + Math.floor(random() * 6))}m`) + '\u001b[0m';
  return text;
}
