import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const file = path.resolve(__dirname, '../docs/benchmarks.md');
const resultsDir = path.resolve(__dirname, '../out/bench');
const heading =
  '# Benchmarks\n\nEach part is written by a command, which replaces it. Read the ratios and the round trips, not the milliseconds.\n';

/** The parts in the order of the file. */
const titles = ['Targets', 'Latency', 'Outbox', 'Throughput', 'Events', 'Redaction', 'Activation', 'Weight'] as const;
export type Title = (typeof titles)[number];

/** One target, set against what was measured. */
export interface Finding {
  readonly what: string;
  readonly target: string;
  /** What others reach today, as was measured when the target was set, or in this run. */
  readonly peers: string;
  readonly measured: string;
  /** `undefined` where it was not measured. */
  readonly isMet: boolean | undefined;
}

/** Writes one part of docs/benchmarks.md, with machine and date, in the place of the same part of an earlier run. */
export async function writeReport(
  title: Title,
  command: string,
  lines: readonly string[],
  findings: readonly Finding[] = [],
): Promise<void> {
  const [cpu] = os.cpus();
  const machine = `${String(os.cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const part = [`## ${title}`, '', `\`${command}\`, ${date}, ${machine}.`, '', ...lines, ''].join('\n');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : heading;
  const [head = heading, ...others] = before.split(/\n(?=## )/);
  const parts = [...others.filter((text) => !text.startsWith(`## ${title}\n`)), part];
  const place = (text: string): number => titles.findIndex((one) => text.startsWith(`## ${one}\n`));
  parts.sort((one, other) => place(one) - place(other));
  const text = `${[head, ...parts].map((one) => one.trimEnd()).join('\n\n')}\n`;
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  mkdirSync(resultsDir, { recursive: true });
  writeFileSync(resultFile(title), JSON.stringify(findings));
  console.log(part);
}

/** What a part found when it was last run here. */
export function findingsOf(title: Title): readonly Finding[] {
  return JSON.parse(readFileSync(resultFile(title), 'utf8')) as Finding[];
}

/** @param rows the first one is the heading */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const [head = [], ...body] = rows.map((row) => row.map(String));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}

function resultFile(title: Title): string {
  return path.join(resultsDir, `${title}.json`);
}
