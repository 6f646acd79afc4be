import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { packExtension } from '../test/editor/vsix';
import { eagerBundle } from '../test/support/eagerBundle';
import { table, writeReport } from './benchReport';
import { measureActivations, ours, type Phase } from './editorActivation';
import { median } from './series';

const root = path.resolve(__dirname, '..');
const starts = 9;
const loads = 11;

void main();

async function main(): Promise<void> {
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'ignore' });
  const { files, bytes } = eagerBundle(root);
  const size = bytes / 1_000;
  const packed = statSync(await packExtension()).size / 1_000;
  const library = Array.from({ length: loads }, timeOfLibrary);
  const times = await measureActivations(root, starts);
  const empty = [...times.keys()].filter((name) => name !== ours);
  const of = (names: readonly string[], phase: Phase): number =>
    median(names.flatMap((name) => (times.get(name) ?? []).map((one) => one[phase])));
  const over = (phase: Phase): number => of([ours], phase) - of(empty, phase);
  const blocked = over('load') + over('call');
  const line = (name: string, names: readonly string[]): string[] => [
    name,
    ...(['load', 'call', 'finish'] as const).map((phase) => of(names, phase).toFixed(1)),
    (of(names, 'load') + of(names, 'call')).toFixed(1),
    of(names, 'rest').toFixed(1),
  ];
  await writeReport(
    'Activation',
    'npm run bench:activation',
    [
      `What is loaded when a window opens, \`dist/extension.js\` and the ${String(files.length - 1)} parts that it requires at once, minified: ${size.toFixed(1)} kB. nodemailer is loaded with the first mail: ${median(library).toFixed(1)} ms more, in a plain Node that has net and tls already.`,
      '',
      `Activation in a window of a real editor (the server of VS Code, a headless browser), taken by a file between the editor and each extension. The same window has two empty extensions, one before and one after ours in the alphabet, which ask for vscode and do nothing; all three start with onStartupFinished. Load and call are what holds others up; finish is when the promise of activate() resolves; the rest, with what listens to ends, is loaded and built in one go as soon as the editor has done what it has in hand. ${String(starts)} starts, medians.`,
      '',
      ...table([
        [
          '',
          'load code, ms',
          'call activate(), ms',
          'activate() resolved after, ms',
          'load + call, ms',
          'the rest, ms',
        ],
        line('empty extension', empty),
        line('ours', [ours]),
        [
          'ours over empty',
          ...[over('load'), over('call'), over('finish'), blocked, over('rest')].map((one) => one.toFixed(1)),
        ],
      ]),
    ],
    [
      {
        what: 'the eager bundle, minified',
        target: '≤ 60 kB, nodemailer at the first send',
        peers: 'nodemailer alone 271 kB',
        measured: `${size.toFixed(1)} kB`,
        isMet: size <= 60 && librariesOf().length > 0,
      },
      {
        what: 'the packed extension',
        target: '≤ 600 kB',
        peers: '',
        measured: `${packed.toFixed(0)} kB`,
        isMet: packed <= 600,
      },
      {
        what: 'activation over an empty extension: code loaded and activate() called',
        target: '≤ 5 ms',
        peers: `nodemailer loaded eagerly +${median(library).toFixed(0)} ms`,
        measured: `${blocked.toFixed(1)} ms (activate() alone ${over('call').toFixed(1)} ms)`,
        isMet: blocked <= 5,
      },
    ],
  );
}

/** The bundles of nodemailer that the first mail loads. */
function librariesOf(): string[] {
  const folder = path.join(root, 'dist', 'lazy');
  const names = readdirSync(folder).filter((name) => name.startsWith('nodemailer') && name.endsWith('.js'));
  return names.map((name) => path.join(folder, name));
}

/** Milliseconds that loading them takes in a new process, where Node's own modules for the network are there. */
function timeOfLibrary(): number {
  const script = `require('net'); require('tls'); require('http'); require('crypto'); require('stream');
    const begun = performance.now();
    for (const file of ${JSON.stringify(librariesOf())}) require(file);
    process.stdout.write(String(performance.now() - begun));`;
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}
