import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findingsOf, table, writeReport, type Finding, type Title } from './benchReport';

/** Each in a process of its own, one after the other: nothing of one part is left when the next begins. */
const parts: readonly Title[] = ['Latency', 'Outbox', 'Throughput', 'Events', 'Redaction', 'Activation', 'Weight'];

void main();

async function main(): Promise<void> {
  const begun = performance.now();
  for (const part of parts) {
    const file = path.join(__dirname, `${part.toLowerCase()}.ts`);
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`the part ${part} ended with ${String(status)}`);
  }
  const findings = parts.flatMap(findingsOf);
  const met = findings.filter(({ isMet }) => isMet === true).length;
  const missed = findings.filter(({ isMet }) => isMet === false).length;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(0);
  const rest = findings.length - met - missed;
  await writeReport('Targets', 'npm run bench', [
    `All parts in one run of ${minutes} minutes, one after another. ${String(met)} of ${String(findings.length)} targets met, ${String(missed)} not met${rest === 0 ? '' : `, ${String(rest)} not measured`}.`,
    '',
    ...table([['what', 'target', 'others', 'measured', ''], ...findings.map(row)]),
  ]);
}

function row({ what, target, peers, measured, isMet }: Finding): string[] {
  const verdict = isMet === undefined ? 'not measured' : isMet ? 'met' : '**not met**';
  return [what, target, peers, measured, verdict];
}
