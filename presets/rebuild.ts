// `npm run presets`: makes src/model/provider/presets.json and the table in docs/providers.md from ispdb.json and
// overlay.json, and lists what changed. `npm run presets -- newer.json` takes a newer base in the form of ispdb.json
// first.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { PresetRow } from '../src/model/provider/preset';
import { changesBetween } from './changes';
import { fileText, merge, type Base, type Overlay } from './merge';
import { withTable } from './table';

const root = path.resolve(__dirname, '..');
const basePath = path.join(root, 'presets', 'ispdb.json');
const presetsPath = path.join(root, 'src', 'model', 'provider', 'presets.json');
const docsPath = path.join(root, 'docs', 'providers.md');

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

async function main(): Promise<void> {
  const given = process.argv[2];
  const base = json(given ?? basePath) as Base;
  const overlay = json(path.join(root, 'presets', 'overlay.json')) as Overlay;
  const { rows, complaints } = merge(base, overlay);
  const before = (json(presetsPath) as { providers: readonly PresetRow[] }).providers;
  const changes = changesBetween(before, rows);
  for (const line of changes) console.log(line);
  if (complaints.length > 0) {
    console.error(['Nothing was written. To be reviewed in presets/overlay.json:', ...complaints].join('\n  '));
    process.exitCode = 1;
    return;
  }
  if (given !== undefined) writeFileSync(basePath, readFileSync(given));
  writeFileSync(presetsPath, fileText(rows));
  const docs = withTable(readFileSync(docsPath, 'utf8'), overlay, rows);
  writeFileSync(docsPath, await format(docs, { ...(await resolveConfig(docsPath)), parser: 'markdown' }));
  const domains = rows.flatMap((row) => row.domains?.split(' ') ?? []).length;
  console.log(`${rows.length} providers, ${domains} mail domains; ${changes.length} changes`);
}

void main();
