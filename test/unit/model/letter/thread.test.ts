import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeRunMail, composeSilenceMail } from '../../../../src/model/letter/compose';
import type { StalledMail } from '../../../../src/model/letter/runMail';
import { sampleStalled } from '../../../../src/model/letter/sampleMail';
import { silentLog } from '../../../../src/model/log';
import type { Report } from '../../../../src/model/report/report';
import { noRuns } from '../../../../src/model/run/lastRuns';
import type { Run } from '../../../../src/model/run/run';
import { nameMarks } from '../../../../src/notify/history/nameMarks';
import { anAccount } from '../../../support/builders';
import { aRunMail } from '../../../support/sampleMails';
import { fullReport } from '../../../support/sampleReports';

type Options = Parameters<typeof composeRunMail>[1];

/** The mail about the same run, while it goes on. */
function stalledMail(change: Partial<Run>): StalledMail {
  const { source, name, command, folder, workspace, host } = aRunMail(change).run;
  const sample = sampleStalled(anAccount(), 0);
  const running = { ...sample.running, source, name, command, folder };
  return { ...sample, running, where: { workspace, host } };
}

describe('a thread', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  /** An installation of the extension: what all its windows share on disk. */
  const anInstallation = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'mail-when-done-thread-'));
    folders.push(folder);
    return folder;
  };
  const aWindow = (folder: string) => ({ language: 'en', mark: nameMarks(folder, silentLog) });
  const keyOf = (options: Options, change: Partial<Run> = {}): string =>
    composeRunMail(aRunMail(change), options).thread?.key ?? '';

  it('has one key for all mails about a thing in all windows, and different keys for other things', () => {
    const installation = anInstallation();
    const [one, other] = [aWindow(installation), aWindow(installation)];
    const key = keyOf(one);
    assert.match(key, /^[0-9a-f]{16,64}$/);
    assert.equal(keyOf(other), key);
    assert.equal(keyOf(other, { outcome: 'done', exitCode: 0 }), key);
    const { run } = aRunMail();
    const others: Partial<Run>[] = [{ name: 'tesu' }, { folder: '/x' }, { workspace: 'x' }, { source: 'test' }];
    others.push({ name: 'test"', folder: run.folder.slice(1) }, { name: 'Test' });
    assert.equal(new Set([key, ...others.map((change) => keyOf(other, change))]).size, others.length + 1);
  });

  for (const change of [{}, { name: '', folder: '', workspace: '' }, { folder: '/home/ada/secret-project' }])
    it(`shows nobody the folder and the name by trying them out: ${JSON.stringify(change)}`, () => {
      const [mine, theirs] = [aWindow(anInstallation()), aWindow(anInstallation())];
      assert.notEqual(keyOf(mine, change), keyOf(theirs, change));
      const stalled = (options: Options) => composeSilenceMail(stalledMail(change), options).thread?.key;
      assert.equal(stalled(mine), keyOf(mine, change));
      assert.notEqual(stalled(mine), stalled(theirs));
    });

  it('is no thread where nothing can mark it', () => {
    assert.equal(composeRunMail(aRunMail(), { language: 'en' }).thread, undefined);
  });

  it('continues with a reply to the last mail', () => {
    const options = aWindow(anInstallation());
    const inReplyTo = (report: Report) => composeRunMail(aRunMail({}, report), options).thread?.inReplyTo;
    assert.equal(inReplyTo(fullReport), '<run-0@example.com>');
    assert.equal(inReplyTo({ ...fullReport, lastRuns: noRuns }), undefined);
  });
});
