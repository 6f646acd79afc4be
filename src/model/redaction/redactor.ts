import { argumentSecrets } from './argumentSecrets';
import { callSecrets } from './callSecrets';
import { headerSecrets } from './headerSecrets';
import { keySecrets } from './keySecrets';
import type { KnownSecrets } from './knownSecrets';
import { namedSecrets } from './namedSecrets';
import { printedSecrets } from './printedSecrets';
import { mask } from './secretForms';
import { joined, type SecretSpan } from './secretSpan';
import { hiddenView, lineless, placed, seenView, type TextView, unwrapped, viewOf } from './textView';
import { structuredSecrets } from './structuredSecrets';
import { tableSecrets } from './tableSecrets';
import { tokenSecrets } from './tokenSecrets';
import { urlSecrets } from './urlSecrets';
import { likely, pieces } from './wrappedSecrets';

/** How to read a text. */
export interface RedactOptions {
  /** Its beginning is missing, so the meaning of its first word is unknown. */
  readonly isCut?: boolean;
  /** Keep line ends within a secret, so that the number of lines stays the same. */
  readonly keepLines?: boolean;
}

/**
 * How many characters one step searches, and how many before and after them may belong to a secret that begins there.
 */
const stepLength = 28_672;
const margin = 2_048;
const longestKept = 2_000;
const maxKept = 300;
const byForm = [
  namedSecrets,
  structuredSecrets,
  tableSecrets,
  tokenSecrets,
  urlSecrets,
  headerSecrets,
  argumentSecrets,
  callSecrets,
  printedSecrets,
];

/** Finds the secrets in output, command lines and names, and replaces them with `***`. */
export class Redactor {
  /** While a run goes on, the same names and commands are redacted again and again. */
  private readonly kept = new Map<string, string>();
  /** How many secrets were known to what is kept. */
  private knownThen = 0;

  /** @param known may grow: what is redacted from then on is free of the new ones, too */
  constructor(private readonly known: KnownSecrets) {}

  /** Redacts at once; for names and command lines. */
  redact(text: string, options: RedactOptions = {}): string {
    if (text === '') return text;
    const isPlain = options.keepLines !== true && options.isCut !== true && text.length <= longestKept;
    if (this.knownThen !== this.known.size) this.kept.clear();
    this.knownThen = this.known.size;
    const kept = isPlain ? this.kept.get(text) : undefined;
    if (kept !== undefined) return kept;
    const steps = this.steps(text, options);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const left = masked(text, step.value, options);
    if (!isPlain) return left;
    if (this.kept.size >= maxKept) this.kept.clear();
    this.kept.set(text, left);
    return left;
  }

  /** The same in steps of bounded length: between two of them, other work may have its turn. */
  *steps(text: string, { isCut }: RedactOptions = {}): Generator<void, readonly SecretSpan[]> {
    const seen = seenView(text);
    const plain = seen?.text ?? text;
    const found: SecretSpan[] = [];
    const add = (spans: readonly SecretSpan[], view: TextView | undefined): void => {
      for (const span of spans) found.push(placed(span, view));
    };
    const hidden = hiddenView(text);
    for (const view of hidden === undefined ? [seen] : [seen, hidden]) {
      const one = view?.text ?? text;
      yield* this.knownIn(one, (spans) => {
        add(spans, view);
      });
      add(keySecrets(one), view);
      yield;
      for (const spans of stepwise(one)) {
        add(spans, view);
        yield;
      }
    }
    // Secrets that continue on the next line: known values anywhere, others only if the line was full.
    for (const flat of lineless(plain)) {
      const whole = viewOf(flat, seen);
      yield* this.knownIn(flat.text, (spans) => {
        add(
          spans.flatMap((span) => pieces(span, flat)),
          whole,
        );
      });
    }
    const joint = unwrapped(plain);
    if (joint !== undefined) {
      const whole = viewOf(joint, seen);
      for (const spans of stepwise(joint.text)) {
        const across = spans
          .filter((span) => isBroken(span, joint))
          .flatMap((span) => likely(span, joint, plain) ?? []);
        add(
          across.flatMap((span) => pieces(span, joint)),
          whole,
        );
        yield;
      }
    }
    if (isCut === true) add(leftOver(plain), seen);
    return joined(found).filter(({ start, end }) => !isMasked.test(text.slice(start, Math.min(end, start + 60))));
  }

  private *knownIn(text: string, add: (spans: readonly SecretSpan[]) => void): Generator<void> {
    for (let from = 0; from < text.length; from += stepLength) {
      add(this.known.find(text, from, Math.min(text.length, from + stepLength)));
      yield;
    }
  }
}

/** Masks the secrets of a text and keeps the control sequences within them. */
export function masked(text: string, spans: readonly SecretSpan[], { keepLines }: RedactOptions = {}): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, label } of spans) {
    const inner = text.slice(start, end);
    const kept = [...(keepLines === true ? inner.matchAll(/\n/g) : []), ...inner.matchAll(colours)];
    kept.sort((one, other) => one.index - other.index);
    const stays = kept.map(([sequence]) => sequence).join('');
    parts.push(text.slice(from, start), label === undefined ? mask : `${mask}(${label})`, stays);
    from = end;
  }
  return [...parts, text.slice(from)].join('');
}

/** A text that was masked before. */
const isMasked = /^\*{3}(?:\([\w .-]{1,30}\))?[\s"',;.)]{0,3}$/;

// eslint-disable-next-line no-control-regex -- what they are
const colours = /\u001b\[[0-9;:]{0,40}m/g;

function* stepwise(text: string): Generator<readonly SecretSpan[]> {
  for (let core = 0; core < text.length || core === 0; core += stepLength) {
    const from = Math.max(0, core - margin);
    const to = Math.min(text.length, core + stepLength + margin);
    const window = text.slice(from, to);
    let whole: number | undefined;
    for (const find of byForm)
      yield find(window).map((span) => {
        const end = from + span.end;
        if (end < to) return { ...span, start: from + span.start, end };
        // A run of characters that continues after the window belongs to the secret.
        whole ??= runEnd(text, to);
        return { ...span, start: from + span.start, end: whole };
      });
  }
}

function runEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && /[A-Za-z0-9+/=_.~-]/.test(text[end] ?? '')) end++;
  return end;
}

/** Whether lines were joined within the span. */
function isBroken({ start, end }: SecretSpan, { text, positionOf }: TextView): boolean {
  if (text.slice(start, end).includes('\n')) return false;
  return positionOf(end - 1) - positionOf(start) !== end - 1 - start;
}

/** The rest of a word that was cut: nobody can tell whether it is part of a secret, so it is masked if it may be. */
function leftOver(text: string): readonly SecretSpan[] {
  const [word = ''] = /^[^\s]{1,4096}/.exec(text) ?? [];
  const isPlain = word.length < 6 || !/\d/.test(word) || /^[\d.,:;()[\]-]+$/.test(word);
  return isPlain ? [] : [{ start: 0, end: word.length, kind: 'key' }];
}
