import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processLine } from '../../../../src/model/source/commandLine';
import { rerunCommand, type RerunPlace } from '../../../../src/model/report/rerunCommand';
import { skipWhole } from '../../../results';
import { aRun } from '../../../support/builders';

const place: RerunPlace = { opensIn: '/src', workspaceFolder: '/src', shell: '/bin/bash', home: '/home/ada' };

function rerun(change: Parameters<typeof aRun>[0], where: Partial<RerunPlace> = {}): string {
  return rerunCommand(aRun({ source: 'task', command: 'npm test', folder: '/src', ...change }), { ...place, ...where });
}

describe('rerunCommand', () => {
  it('is the command, in the folder that it ran in', () => {
    assert.equal(rerun({}), 'npm test');
    assert.equal(rerun({ source: 'terminal', folder: '/src/web' }), 'cd /src/web && npm test');
    assert.equal(rerun({ folder: '' }), 'npm test');
    assert.equal(rerun({}, { opensIn: undefined }), 'cd /src && npm test');
    assert.equal(rerun({ folder: '/a b' }, { shell: '/usr/bin/fish' }), "cd '/a b' && npm test");
    assert.equal(rerun({ folder: 'C:\\a b' }, { shell: 'C:\\Windows\\cmd.exe' }), 'cd /d "C:\\a b" && npm test');
    const powershell = { shell: 'C:\\Program Files\\PowerShell\\7\\pwsh.exe' };
    assert.equal(rerun({ folder: "C:\\it's" }, powershell), "Set-Location -LiteralPath 'C:\\it''s'; npm test");
  });

  it('has the editor’s values for its variables, and leaves those of the shell', () => {
    assert.equal(rerun({ command: 'cat ${workspaceFolder}/a ${userHome}/b' }), 'cat /src/a /home/ada/b');
    assert.equal(rerun({ command: 'echo ${workspaceFolderBasename} ${HOME} $USER' }), 'echo src ${HOME} $USER');
    assert.equal(rerun({ source: 'terminal', command: 'echo ${file}' }), 'echo ${file}');
  });

  it('is missing if its exact text is unknown', () => {
    for (const command of ['cat ${file}', 'cat ${relativeFile}', 'echo ${input:name}', 'echo ${env:HOME}', 'x ${cwd}'])
      assert.equal(rerun({ command }), '', command);
    assert.equal(rerun({ command: "ls '${workspaceFolder}'" }, { workspaceFolder: "/it's" }), '');
    assert.equal(rerun({ command: 'ls ${workspaceFolder}' }, { workspaceFolder: undefined }), '');
    assert.equal(rerun({ folder: '/src/${input:which}' }), '');
    assert.equal(rerun({ source: 'terminal', command: 'cd sub', cutLine: true }), '');
    assert.equal(rerun({ source: 'terminal', command: '' }), '');
    assert.equal(rerun({ command: 'x'.repeat(1_000) }), '');
    assert.equal(rerun({ command: '' }), '');
    for (const source of ['debug', 'notebook', 'test'] as const) assert.equal(rerun({ source }), '');
  });

  it('does in a shell what the task did', function () {
    // On Windows a name may not contain a quotation mark either.
    if (process.platform === 'win32') skipWhole(this, 'Windows has no /bin/sh');
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rerun-')));
    try {
      const odd = path.join(folder, 'it\'s $HOME; `odd` "name" -é');
      mkdirSync(odd);
      const args = ['a b', '$HOME', "it's", '"q"', '*', 'x;y', '', '\\', '~', '${workspaceFolder}'];
      const program = 'process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(1)]))';
      const command = processLine(process.execPath, ['-e', program, '--', ...args]);
      const line = rerun({ command, folder: odd }, { workspaceFolder: '/where' });
      const printed: unknown = JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }));
      assert.deepEqual(printed, [odd, ...args.slice(0, -1), '/where']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
