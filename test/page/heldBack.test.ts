import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import PostalMime from 'postal-mime';
import { outDir } from '../editor/places';
import type { RunningSmtpServer } from '../support/smtpServer';
import { everyRun, withoutOutput } from '../support/everyRun';
import { aLoopbackEntry } from './accountEntries';
import { eventually } from './eventually';
import { type Fixture, startEditor } from './fixture';
import { changeSettings, giveSettings } from './liveSettings';
import { MailServers } from './mailServers';
import { tooltipOf } from './tooltip';

/** What rules want to mail, and what is not to be mailed now, or not any more today. */
describe('mails that rules hold back', () => {
  // A second try would find what the first one held back.
  const pictures = path.join(outDir, 'pictures');
  const servers = new MailServers();
  const account = { authentication: false, username: '' };
  let settings: Record<string, unknown>;
  let fixture: Fixture;
  let server: RunningSmtpServer;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    fixture = await startEditor({ colorTheme: 'Dark Modern', window: { viewport: { width: 1280, height: 900 } } });
    server = await servers.start({ authOptional: true });
    const entry = aLoopbackEntry(server.port, account);
    settings = { 'mailWhenDone.accounts': [entry], 'mailWhenDone.rules': everyRun(0, withoutOutput) };
    await giveSettings(settings, entry.name, fixture);
    await fixture.workbench.openContainer('Mail When Done');
    // The inbox of the sandbox would leave the other views too little space.
    const inbox = fixture.workbench.page.locator('.part.sidebar .pane-header').filter({ hasText: /Sandbox Inbox/i });
    if ((await inbox.getAttribute('aria-expanded')) === 'true') await inbox.click();
  });
  after(async () => {
    await fixture.stop();
    await servers.stop();
  });

  const picture = (name: string): Promise<void> =>
    fixture.workbench.screenshot(path.join(pictures, `held-back-${name}.png`));
  const rows = (view: string, name: RegExp): Locator =>
    fixture.workbench.treeItems(view).filter({ has: fixture.workbench.page.locator('.label-name', { hasText: name }) });
  const mails = () => Promise.all(server.mails.map(({ raw }) => PostalMime.parse(raw)));

  it('lie in the outbox with their time during quiet hours, and go when these are over', async () => {
    const { workbench } = fixture;
    // The editor has the clock of the computer: more than a minute is enough for a task to end on a busy one.
    const end = new Date(Math.ceil((Date.now() + 70_000) / 60_000) * 60_000);
    const time = (moment: Date): string => moment.toTimeString().slice(0, 5);
    const hours = `${time(new Date(end.getTime() - 3_600_000))}-${time(end)}`;
    await changeSettings({ ...settings, 'mailWhenDone.quietHours': hours }, fixture);
    await workbench.runTask('test');
    const held = rows('Outbox', /^FAILED: test/);
    await held.waitFor();
    assert.match(await held.locator('.label-description').innerText(), /^goes within (\dm \d\d|\d+)s/);
    assert.match(await tooltipOf(held), /^Goes at the latest: .*:\d\d/m);
    await picture('quiet');
    assert.ok(Date.now() < end.getTime(), 'the quiet hours were over before anything was seen');
    assert.equal(server.mails.length, 0);
    // The end of the hours is up to two minutes away.
    await eventually(() => assert.equal(server.mails.length, 1));
    assert.ok(Date.now() >= end.getTime());
    const [mail] = await mails();
    assert.match(mail?.subject ?? '', /^FAILED: test \(exit 3\)/);
    await held.waitFor({ state: 'detached' });
    await picture('quiet-over');
  });

  it('are no more than allowed on one day: the others are listed in the next mail, and in the history with the reason', async () => {
    const { workbench } = fixture;
    const before = server.mails.length;
    // Those that have gone already are counted.
    await changeSettings({ ...settings, 'mailWhenDone.mailsOfRulesPerDay': before + 1 }, fixture);
    const built = rows('Runs', /^build$/);
    await workbench.runTask('build');
    await eventually(() => assert.equal(server.mails.length, before + 1));
    await workbench.runTask('build');
    await eventually(async () => {
      const shown = await built.locator('.label-description').allInnerTexts();
      assert.equal(shown.filter((text) => text.startsWith('done')).length, 2);
    });
    assert.match(await tooltipOf(built.first()), /^Mail: not mailed: as many mails as allowed had gone that day$/m);
    await picture('cap');
    assert.equal(server.mails.length, before + 1);

    await changeSettings(settings, fixture);
    await workbench.runTask('test');
    await eventually(() => assert.equal(server.mails.length, before + 2));
    const text = (await mails()).at(-1)?.text ?? '';
    assert.match(text, /Not mailed meanwhile[^]*DONE: build/);
  });
});
