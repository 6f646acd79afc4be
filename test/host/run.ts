// Runs the in-editor suite.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { onEnding } from '../editor/ending';
import { npm } from '../editor/npm.mjs';
import { outDir, root } from '../editor/places';
import { writeUserSettings } from '../editor/userSettings';
import { type Results, readResults, report } from '../results';
import { type HostEditor, hostEditors } from './desktop';

const suiteDir = path.join(outDir, 'test', 'host');
/** An extension that brings a language model. */
const modelProvider = path.join(suiteDir, 'modelProvider');

let editorRuns = false;
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

async function runIn(editor: HostEditor): Promise<Results> {
  console.log(`\nIn-editor suite in ${editor.name}`);
  const work = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-'));
  const dataDir = path.join(work, 'data');
  const workspace = path.join(work, 'workspace');
  const extensions = path.join(work, 'extensions');
  const resultFile = path.join(work, 'results.json');
  const grep = process.env['MAIL_WHEN_DONE_GREP'];
  // A copy, because tests write settings and files into it.
  await cp(path.join(root, 'test', 'host', 'workspace'), workspace, { recursive: true });
  // Installed: in a browser the editor takes one extension under development only.
  await cp(modelProvider, path.join(extensions, 'mail-when-done-test.model-provider-0.0.1'), { recursive: true });
  await writeUserSettings(dataDir);
  let ended = true;
  try {
    editorRuns = true;
    await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(suiteDir, 'suite.js'),
      extensionTestsEnv: {
        MAIL_WHEN_DONE_RESULTS: resultFile,
        MAIL_WHEN_DONE_COLOR: process.stdout.isTTY ? '1' : '0',
        ...(grep === undefined ? {} : { MAIL_WHEN_DONE_GREP: grep }),
      },
      launchArgs: [`--user-data-dir=${dataDir}`, `--extensions-dir=${extensions}`, workspace],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    ended = false;
  }
  editorRuns = false;
  const results = await readResults(resultFile);
  await rm(work, { recursive: true, force: true, maxRetries: 3 });
  // Passing tests are not enough: the editor may have died afterwards.
  return ended ? results : { passed: results.passed, failed: Math.max(results.failed, 1) };
}

async function main(): Promise<void> {
  await rm(path.join(outDir, 'failures', 'host'), { recursive: true, force: true });
  await npm(root, ['run', 'build']);
  await bundle();
  await mkdir(outDir, { recursive: true });
  const total: Results = { passed: 0, failed: 0 };
  for (const editor of await hostEditors()) {
    const { passed, failed } = await runIn(editor);
    total.passed += passed;
    total.failed += failed;
    if (endingCode !== undefined) break;
  }
  await report(total);
  process.exitCode = endingCode ?? (total.failed === 0 ? 0 : 1);
}

onEnding((code) => {
  endingCode = code;
  if (!editorRuns) process.exit(code);
  // Ctrl+C is the one signal that test-electron hands on to the editor; what follows is an ordinary end.
  if (code !== 130) process.emit('SIGINT');
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
