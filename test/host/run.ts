// Runs the in-editor suite.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { onEnding } from '../editor/ending';
import { outDir, root } from '../editor/places';
import { writeUserSettings } from '../editor/userSettings';
import { type Results, report } from '../results';
import { runSideBySide, testFilesIn } from '../sideBySide';
import { type HostEditor, hostEditors } from './desktop';

const suiteDir = path.join(outDir, 'test', 'host');
/** What is built here: dist/ may be what the page suite has packed, and looks at. */
const builtDir = path.join(outDir, 'test', 'dist');
/** An extension that brings a language model. */
const modelProvider = path.join(suiteDir, 'modelProvider');
const evidenceDir = path.join(outDir, 'failures', 'host');

interface SuiteWindow {
  editor: HostEditor;
  /** The folder of what is tested. */
  extension: string;
  /** The window's own folder. */
  home: string;
  queue: string;
  number: number;
}

let editorsRun = 0;
let endingCode: number | undefined;

async function bundle(): Promise<void> {
  await rm(suiteDir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/suite.ts', 'test/host/modelProvider/main.ts', 'test/host/**/*.test.ts'],
    outbase: 'test/host',
    outdir: suiteDir,
    bundle: true,
    platform: 'node',
    // The oldest VS Code we promise has Node 22.
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  await cp(path.join(root, 'test', 'host', 'modelProvider', 'package.json'), path.join(modelProvider, 'package.json'));
}

/**
 * Copies what was built: a build that follows would take it from under the editors. The suite lies in it, as what it
 * calls counts as called by the extension then.
 */
async function stage(extension: string): Promise<void> {
  for (const name of ['package.json', 'package.nls.json', 'package.nls.fr.json', 'l10n', 'media'])
    await cp(path.join(root, name), path.join(extension, name), { recursive: true });
  await cp(builtDir, path.join(extension, 'dist'), { recursive: true });
  await cp(suiteDir, path.join(extension, 'suite'), { recursive: true });
  // For mocha. Windows allows everybody this kind of link.
  await symlink(path.join(root, 'node_modules'), path.join(extension, 'node_modules'), 'junction');
}

/** Runs the suite in several windows of an editor, each with everything of its own. */
async function runIn(editor: HostEditor): Promise<Results> {
  console.log(`\nIn-editor suite in ${editor.name}`);
  const work = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-'));
  const queue = path.join(work, 'queue');
  const extension = path.join(work, 'extension');
  await stage(extension);
  // What is loaded stays loaded: the test of what activation loads comes before anything is sent.
  const first = 'activation.test.ts';
  const files = testFilesIn(path.join(root, 'test', 'host'));
  files.sort((one, other) => Number(other === first) - Number(one === first));
  const results = await runSideBySide(queue, files, (number) =>
    runWindow({ editor, extension, home: path.join(work, String(number)), queue, number }),
  );
  await rm(work, { recursive: true, force: true, maxRetries: 3 });
  return results;
}

async function runWindow({ editor, extension, home, queue, number }: SuiteWindow): Promise<void> {
  const dataDir = path.join(home, 'data');
  const workspace = path.join(home, 'workspace');
  const extensions = path.join(home, 'extensions');
  const grep = process.env['MAIL_WHEN_DONE_GREP'];
  // A copy, because tests write settings and files into it.
  await cp(path.join(root, 'test', 'host', 'workspace'), workspace, { recursive: true });
  // Installed: in a browser the editor takes one extension under development only.
  await cp(modelProvider, path.join(extensions, 'mail-when-done-test.model-provider-0.0.1'), { recursive: true });
  await writeUserSettings(dataDir);
  editorsRun += 1;
  try {
    await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: path.join(extension, 'suite', 'suite.js'),
      extensionTestsEnv: {
        MAIL_WHEN_DONE_QUEUE: queue,
        MAIL_WHEN_DONE_EVIDENCE: path.join(evidenceDir, String(number)),
        MAIL_WHEN_DONE_COLOR: process.stdout.isTTY ? '1' : '0',
        ...(grep === undefined ? {} : { MAIL_WHEN_DONE_GREP: grep }),
      },
      launchArgs: [`--user-data-dir=${dataDir}`, `--extensions-dir=${extensions}`, workspace],
    });
  } finally {
    editorsRun -= 1;
  }
}

async function main(): Promise<void> {
  await rm(evidenceDir, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, ['esbuild.mjs', '--outdir', builtDir], { cwd: root });
  await bundle();
  await mkdir(outDir, { recursive: true });
  const failures: string[] = [];
  const total = { passed: 0, failed: 0, failures } satisfies Results;
  for (const editor of await hostEditors()) {
    const { passed, failed, failures: more = [] } = await runIn(editor);
    total.passed += passed;
    total.failed += failed;
    failures.push(...more);
    if (endingCode !== undefined) break;
  }
  await report(total);
  process.exitCode = endingCode ?? (total.failed === 0 ? 0 : 1);
}

onEnding((code) => {
  endingCode = code;
  if (editorsRun === 0) process.exit(code);
  // Ctrl+C is the one signal that test-electron hands on to the editor; what follows is an ordinary end.
  if (code !== 130) process.emit('SIGINT');
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
