import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const file = path.resolve(__dirname, '../docs/benchmarks.md');
const heading =
  '# Benchmarks\n\nEach part is written by a command, which replaces it. Read the ratios and the round trips, not the milliseconds.\n';

/** Writes one part of docs/benchmarks.md, with machine and date, in the place of the same part of an earlier run. */
export async function writeReport(title: string, command: string, lines: readonly string[]): Promise<void> {
  const [cpu] = os.cpus();
  const machine = `${String(os.cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const part = [`## ${title}`, '', `\`${command}\`, ${date}, ${machine}.`, '', ...lines, ''].join('\n');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : heading;
  const parts = before.split(/\n(?=## )/);
  const at = parts.findIndex((text) => text.startsWith(`## ${title}\n`));
  if (at < 0) parts.push(part);
  else parts[at] = part;
  const text = `${parts.map((one) => one.trimEnd()).join('\n\n')}\n`;
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log(part);
}

/** @param rows the first one is the heading */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const [head = [], ...body] = rows.map((row) => row.map(String));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}
