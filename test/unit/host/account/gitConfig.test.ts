import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readGitConfig } from '../../../../src/host/account/gitConfig';
import { programPath } from '../../../../src/system/programPath';
import { needsGit } from '../../../support/wine';

describe('readGitConfig', () => {
  const environment = { ...process.env };
  let folder: string;

  before(function () {
    needsGit(this);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mail-when-done-git-'));
    const global = path.join(folder, 'global');
    writeFileSync(global, '[sendemail]\n\tsmtpServer = global.example.com\n\tsmtpPass = s3cret\n');
    Object.assign(process.env, { GIT_CONFIG_GLOBAL: global, GIT_CONFIG_NOSYSTEM: '1' });
    execFileSync('git', ['init', '--quiet', folder]);
    execFileSync('git', ['config', 'sendemail.smtpServer', 'repository.example.com'], { cwd: folder });
  });
  afterEach(() => {
    process.env = { ...environment };
    rmSync(folder, { recursive: true });
  });

  it('reads a repository only if it is given the folder', async () => {
    const inFolder = await readGitConfig(folder);
    assert.match(inFolder.settings, /global\.example\.com[^]*repository\.example\.com/);
    assert.equal(inFolder.ofRepository, 'sendemail.smtpserver\nrepository.example.com\0');
    const outside = await readGitConfig(undefined);
    assert.equal(outside.ofRepository, '');
    assert.equal(outside.settings, 'sendemail.smtpserver\nglobal.example.com\0');
  });

  it('knows that there is a password, but not the password', async () => {
    const config = await readGitConfig(folder);
    assert.equal(config.hasPassword, true);
    assert.ok(!JSON.stringify(config).includes('s3cret'));
  });

  it('finds nothing if there are no settings', async () => {
    process.env['GIT_CONFIG_GLOBAL'] = path.join(folder, 'none');
    assert.deepEqual(await readGitConfig(undefined), { settings: '', ofRepository: '', hasPassword: false });
  });

  for (const entry of ['', '.', './', 'bin'])
    it(`never starts a program of the opened folder, whatever PATH says: ${JSON.stringify(entry)}`, async () => {
      const bin = path.join(folder, entry);
      mkdirSync(bin, { recursive: true });
      for (const name of ['git', 'git.exe', 'git.cmd']) {
        writeFileSync(path.join(bin, name), `#!/bin/sh\necho stolen > "${folder}/stolen"\n`, { mode: 0o755 });
      }
      process.env['PATH'] = [entry, environment['PATH']].join(path.delimiter);
      assert.match((await readGitConfig(folder)).settings, /repository\.example\.com/);
      assert.ok(!existsSync(path.join(folder, 'stolen')));
      process.env['PATH'] = entry;
      await assert.rejects(readGitConfig(folder), { message: 'Git was not found on this computer.' });
      assert.ok(!existsSync(path.join(folder, 'stolen')));
    });

  it('takes only the user’s own settings from a Git that cannot tell where they are from', async function () {
    if (process.platform === 'win32') this.skip();
    const real = (await programPath('git')) ?? '';
    const old = `#!/bin/sh\nfor one; do [ "$one" = --show-scope ] && exit 129; done\nexec '${real}' "$@"\n`;
    writeFileSync(path.join(folder, 'git'), old, { mode: 0o755 });
    process.env['PATH'] = folder;
    const { settings, ofRepository, hasPassword } = await readGitConfig(folder);
    assert.deepEqual([settings, ofRepository], ['sendemail.smtpserver\nglobal.example.com\0', '']);
    assert.ok(hasPassword);
  });

  it('says in a sentence that Git is missing, or that it cannot read its settings', async () => {
    writeFileSync(path.join(folder, 'global'), '[sendemail\nsmtpPass = s3cret\n');
    await assert.rejects(readGitConfig(undefined), (error: Error) => {
      assert.match(error.message, /^Git could not read its settings\./);
      return !error.message.includes('s3cret');
    });
    process.env['PATH'] = folder;
    await assert.rejects(readGitConfig(undefined), { message: 'Git was not found on this computer.' });
  });
});
