import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { outDir } from '../editor/places';
import { eventually } from './eventually';
import { type Fixture, startEditor } from './fixture';
import { MailServers } from './mailServers';
import { OutboxPage, subjectOf } from './outboxPage';
import { closeTabs, SettingsForm, statusName } from './settingsForm';
import { themes } from './themes';

describe('the outbox view', () => {
  const servers = new MailServers();
  const pictures = path.join(outDir, 'pictures');
  let fixture: Fixture;
  let outbox: OutboxPage;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    fixture = await startEditor({ colorTheme: 'Dark Modern', window: { viewport: { width: 1280, height: 800 } } });
    outbox = await OutboxPage.open(fixture, servers);
  });
  after(async () => {
    await fixture.stop();
    await servers.stop();
  });
  afterEach(async () => {
    await closeTabs(fixture.workbench);
    await fixture.workbench.notifications.clear();
  });

  const picture = (name: string) => fixture.workbench.screenshot(path.join(pictures, `outbox-${name}.png`));
  const toast = (text: RegExp | string): Locator => fixture.workbench.notifications.toast(text);

  it('says so while it is empty, and offers nothing to do with mails', async () => {
    await outbox.sidebar.getByText('Nothing waits to be sent.').waitFor();
    assert.deepEqual(await outbox.titleActions(), ['Open Settings']);
    await picture('empty');
    await fixture.workbench.quickInput.open('>Mail When Done: Send All');
    assert.ok(!(await fixture.workbench.quickInput.offers()).includes('Mail When Done: Send All Now'));
    await fixture.workbench.quickInput.close();
    await fixture.workbench.runCommand('Mail When Done: Retry Mail');
    await toast('There is no such mail in the outbox.').waitFor();
  });

  it('is offline as one state, without an error for each mail', async function () {
    // Linux itself says that there is no way to a multicast address; not a byte leaves this computer.
    if (process.platform !== 'linux') this.skip();
    const { workbench } = fixture;
    await outbox.goOffline();
    await outbox.mail('first');
    await outbox.mail('second');
    await outbox.sidebar.getByText('Offline: mails go as soon as the network is back.').waitFor();
    await eventually(async () => assert.match(await workbench.statusText(statusName), /^Mail: offline/));
    assert.match(await outbox.tooltip('first'), /has no way to 224\.0\.0\.1 at the moment/);
    assert.deepEqual(await workbench.notifications.texts(), []);
    await eventually(async () =>
      assert.deepEqual((await outbox.shown()).slice(-3), [
        ['Waiting', '2, next in _'],
        ['second', 'next try in _'],
        ['first', 'next try in _'],
      ]),
    );
    await picture('offline');
    for (const name of ['first', 'second']) {
      await outbox.act(name, 'Delete Mail');
      await outbox
        .question(/Delete “/)
        .getByRole('button', { name: 'Delete', exact: true })
        .click();
      await outbox.row(name).waitFor({ state: 'detached' });
    }
    await outbox.sidebar.getByText('Offline: mails go').waitFor({ state: 'detached' });
  });

  it('says which limit holds mails back and until when, and lets them go as soon as it is raised', async () => {
    const { workbench } = fixture;
    await outbox.limit(1);
    await outbox.goOn();
    for (const name of ['fine', 'first', 'second']) await outbox.mail(name);
    const time = String.raw`\d+:\d\d [AP]M`;
    await eventually(async () => {
      const shown = (await outbox.shown()).map(([name, text]) => [name, text.replace(new RegExp(time), 'TIME')]);
      assert.deepEqual(shown.slice(0, 3), [
        ['Waiting', '2, next in _'],
        ['second', 'waits for the limit, after those before it'],
        ['first', 'waits for the limit, next at TIME'],
      ]);
    });
    const sentence = 'This account sends at most 1 mail a minute: this one goes';
    assert.match(await outbox.tooltip('second'), new RegExp(`^${sentence} after those before it\\.$`, 'm'));
    const text = await outbox.tooltip('first');
    assert.match(text, new RegExp(`^${sentence} from ${time} on\\.$`, 'm'));
    assert.doesNotMatch(text, /Goes at the latest|Next try/);
    await picture('limit');
    await outbox.limit(20);
    await outbox.unfold('Sent', 'fine');
    await outbox.has('Sent', 'second');
    await outbox.has('Sent', 'first');
    assert.deepEqual((await outbox.shown())[0], ['Sent', '3']);
    await workbench.runCommand('Mail When Done: Clear Sent Mails');
    await outbox
      .question('Delete all sent mails from the outbox?')
      .getByRole('button', { name: 'Delete', exact: true })
      .click();
    await outbox.row('Sent').first().waitFor({ state: 'detached' });
  });

  describe('with a mail in each state', () => {
    before(() => outbox.fill());

    it('shows each mail under what became of it, with when it goes or went', async () => {
      await eventually(async () =>
        assert.deepEqual(await outbox.shown(), [
          ['Sending', '1'],
          ['slow', 'attempts: 1'],
          ['Waiting', '1, next in _'],
          ['greylisted', 'next try in _'],
          ['Perhaps sent', '1, next in _'],
          ['doubtful', 'next try in _'],
          ['Waiting for the account', '2'],
          ['parked too', 'grace@example.org'],
          ['parked', 'attempts: 1'],
          ['Not sent', '1'],
          ['refused', 'attempts: 1'],
          ['Sent', '1'],
        ]),
      );
      await outbox.unfold('Sent', 'fine');
      const sent = (await outbox.shown()).find(([label]) => label === 'fine')?.[1] ?? '';
      assert.match(sent, /^\d+:\d\d [AP]M · grace@example\.org$/);
      for (const [theme, short] of themes) {
        await outbox.useTheme(theme);
        await outbox.row('greylisted').hover();
        await picture(short);
      }
      await outbox.useTheme('Dark Modern');
    });

    it('says all that is known of a mail in its tooltip', async () => {
      for (const [name, words] of [
        [
          'greylisted',
          [
            /^To: grace@example\.org$/m,
            /^Attempts: 1$/m,
            /^Next try: .+ \d+:\d\d:\d\d/m,
            /^Last answer: 450 4\.2\.0 Greylisted$/m,
          ],
        ],
        ['parked', [/does not let this account send as/, /^Last answer: 550 5\.7\.60 not yours$/m]],
        ['parked too', [/^To: grace@example\.org$/m, /does not let this account send as/]],
        ['refused', [/refused the recipient: grace@example\.org/, /^Last answer: 550 5\.1\.1 no such user$/m]],
        ['doubtful', [/may or may not have arrived/, /^Next try: /m]],
        ['fine', [/^Accepted: .+/m, /^Last answer: 250 2\.0\.0 queued as 4F2$/m]],
      ] as const) {
        const text = await outbox.tooltip(name);
        for (const word of words) assert.match(text, word, name);
        assert.match(text, subjectOf(name));
      }
      await picture('tooltip');
    });

    it('offers for each mail what can be done with it, beside it and in its menu', async () => {
      for (const [name, inline, menu] of [
        ['greylisted', ['Send Now', 'Delete Mail'], ['Send Now', 'Show Message', 'Show Transcript', 'Delete Mail']],
        ['doubtful', ['Send Now', 'Delete Mail'], ['Send Now', 'Show Message', 'Show Transcript', 'Delete Mail']],
        [
          'parked',
          ['Retry Mail', 'Open Settings', 'Delete Mail'],
          ['Retry Mail', 'Open Settings', 'Show Message', 'Show Transcript', 'Delete Mail'],
        ],
        ['refused', ['Retry Mail', 'Delete Mail'], ['Retry Mail', 'Show Message', 'Show Transcript', 'Delete Mail']],
        ['fine', ['Delete Mail'], ['Show Message', 'Show Transcript', 'Delete Mail']],
        ['slow', [], ['Show Message', 'Show Transcript']],
      ] as const) {
        await eventually(async () => assert.deepEqual(await outbox.inline(name), inline, name));
        assert.deepEqual(await outbox.menu(name), menu, name);
        if (name === 'parked') await picture('menu');
        await outbox.closeMenu();
      }
      assert.deepEqual(await outbox.inline('Waiting'), []);
    });

    it('counts in the status bar what waits, what waits for somebody and what was given up, and leads to settings and outbox', async () => {
      const { workbench } = fixture;
      await eventually(async () => assert.match(await workbench.statusText(statusName), /\s2\s+2\s+1$/));
      const name = (await workbench.statusItem(statusName).getAttribute('aria-label')) ?? '';
      assert.match(name, /Mails being sent: 1.*Mails waiting: 2.*Waiting for the account: 2.*Mails not sent: 1/);
      await workbench.statusItem(statusName).hover();
      const links = workbench.page.locator('.monaco-hover').getByRole('link');
      await eventually(async () => assert.deepEqual(await links.allInnerTexts(), ['Open Settings', 'Show Outbox']));
      await picture('status-bar');
      await workbench.openContainer('Explorer');
      await workbench.statusItem(statusName).hover();
      await links.filter({ hasText: 'Show Outbox' }).click();
      await outbox.row('parked').first().waitFor();
      await workbench.statusItem(statusName).click();
      await workbench.tab('Mail When Done').waitFor();
    });

    it('shows the message and the conversation, from the menu and by command', async () => {
      const { workbench } = fixture;
      await outbox.row('refused').click();
      await workbench
        .webview()
        .getByRole('heading', { name: subjectOf('refused'), level: 1 })
        .waitFor();
      await picture('message');
      await outbox.choose('refused', 'Show Transcript');
      await outbox.text(/RCPT TO:<grace@example\.org>.*550 5\.1\.1 no such user/s);
      await picture('transcript');
      await closeTabs(workbench);
      await workbench.runCommand('Mail When Done: Show Transcript');
      const offers = (await workbench.quickInput.offers()).filter((label) => label.startsWith('DONE: '));
      assert.equal(offers.length, 7);
      await picture('pick');
      await workbench.quickInput.choose(await outbox.subject('greylisted'));
      await outbox.text(/450 4\.2\.0 Greylisted/);
    });

    it('is worked by keyboard: arrows, Enter, the menu key; F2 renames nothing', async () => {
      const { workbench } = fixture;
      const { page } = workbench;
      await outbox.fold('Waiting', 'greylisted');
      // A key that comes before what the last one did is seen means another row.
      await page.keyboard.press('ArrowRight');
      await outbox.row('greylisted').waitFor();
      await page.keyboard.press('ArrowDown');
      await outbox.isOn('greylisted');
      await page.keyboard.press('F2');
      await page.keyboard.press('Enter');
      await workbench
        .webview()
        .getByRole('heading', { name: subjectOf('greylisted'), level: 1 })
        .waitFor();
      await eventually(async () => {
        await outbox.focus();
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Show Transcript' }).waitFor({ timeout: 10_000 });
      });
      await outbox.closeMenu();
      assert.equal(await outbox.row('greylisted').count(), 1);
    });

    it('deletes all that are selected after one question; a key means the row that the keyboard is on', async () => {
      const { page } = fixture.workbench;
      const question = (text: RegExp) => outbox.question(text);
      const cancel = async (text: RegExp): Promise<void> => {
        await question(text).getByRole('button', { name: 'Cancel' }).click();
        await question(text).waitFor({ state: 'detached' });
      };
      await outbox.mail('first');
      await outbox.mail('second');
      await outbox.unfold('Sent', 'fine');
      // Rows move while mails are on their way, also from under the pointer.
      for (const name of ['first', 'second']) await outbox.has('Sent', name);
      // It is being sent as long as its server says nothing, but no longer than five minutes.
      await outbox.mailThrough(outbox.silent, 'unanswered');
      await outbox.has('Sending', 'unanswered');
      await outbox.select('parked', 'unanswered', 'refused');
      await page.keyboard.press('Delete');
      // What is being sent is left out.
      await question(/Delete 2 mails from the outbox\?/).waitFor();
      await picture('delete-several');
      await cancel(/Delete 2 mails/);
      // Past the heading and the other one to `parked too`.
      for (let row = 0; row < 3; row += 1) await page.keyboard.press('ArrowUp');
      await outbox.isOn('parked too');
      await page.keyboard.press('Delete');
      await cancel(/Delete “DONE: parked too /);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Delete');
      await cancel(/Delete 2 mails/);
      await outbox.select('first', 'second');
      await outbox.choose('second', 'Delete Mail');
      await question(/Only the entries are removed\./)
        .getByRole('button', { name: 'Delete', exact: true })
        .click();
      for (const name of ['first', 'second']) await outbox.row(name).waitFor({ state: 'detached' });
      assert.equal(await outbox.row('parked').count(), 1);
    });

    it('deletes only what is confirmed', async () => {
      await outbox.act('refused', 'Delete Mail');
      const question = outbox.question(/Delete “DONE: refused .*” from the outbox\?/);
      await question.waitFor();
      assert.equal(await question.getByText('It will not be sent.').count(), 0);
      await picture('delete');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      assert.equal(await outbox.row('refused').count(), 1);
      await outbox.act('refused', 'Delete Mail');
      await question.getByRole('button', { name: 'Delete', exact: true }).click();
      await outbox.row('refused').waitFor({ state: 'detached' });
    });

    it('sends one now, and asks before what may have arrived is sent again', async () => {
      outbox.isMended = true;
      await outbox.act('greylisted', 'Send Now');
      await outbox.has('Sent', 'greylisted');
      let offers = '';
      // A list that opens while the palette is still giving the focus back is closed again by the editor.
      await eventually(async () => {
        await fixture.workbench.runCommand('Mail When Done: Send Now');
        offers = (await fixture.workbench.quickInput.offers()).join('\n');
        const described = fixture.workbench.page.getByText(/^Perhaps sent · \d+:\d\d [AP]M · Loopback \d+$/);
        await described.waitFor({ timeout: 10_000 });
      });
      for (const name of ['doubtful', 'parked']) assert.match(offers, subjectOf(name));
      assert.doesNotMatch(offers, subjectOf('fine'));
      await picture('pick-to-send');
      await fixture.workbench.quickInput.choose(await outbox.subject('doubtful'));
      const question = outbox.question(/Send “DONE: doubtful .*” again\?/);
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      await outbox.act('doubtful', 'Send Now');
      await question.getByRole('button', { name: 'Send Again' }).click();
      await outbox.has('Sent', 'doubtful');
    });

    it('leads from a mail that waits for its account to the form of that account, and sends all at once when they are mended', async () => {
      const { workbench } = fixture;
      outbox.isMended = true;
      const account = await outbox.account('parked');
      const form = new SettingsForm(workbench);
      await outbox.act('parked', 'Open Settings');
      await form.hasValue('Account name', account);
      await closeTabs(workbench);
      await outbox.choose('parked', 'Open Settings');
      await form.hasValue('Account name', account);
      await outbox.titleAction('Send All Now');
      await outbox.has('Sent', 'parked');
      await outbox.has('Sent', 'parked too');
      await eventually(async () => assert.deepEqual(await outbox.titleActions(), ['Open Settings']));
    });

    it('forgets what was sent when that is confirmed', async () => {
      const { workbench } = fixture;
      await workbench.runCommand('Mail When Done: Clear Sent Mails');
      const question = outbox.question('Delete all sent mails from the outbox?');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      await outbox.has('Sent', 'fine');
      await workbench.runCommand('Mail When Done: Clear Sent Mails');
      await question.getByRole('button', { name: 'Delete', exact: true }).click();
      await outbox.row('Sent').first().waitFor({ state: 'detached' });
    });

    it('is not called empty while it is still being read', async () => {
      const { page } = fixture.workbench;
      await outbox.mailThrough({ RCPT: '450 4.2.0 Greylisted' }, 'first');
      // From the first moment of the page on, whenever anything in it changes.
      await page.addInitScript(() => {
        new MutationObserver(() => {
          const text = document.body?.textContent ?? '';
          if (text.includes('Nothing waits to be sent.')) sessionStorage.setItem('calledEmpty', 'yes');
          if (text.includes('DONE: first')) sessionStorage.setItem('hasMail', 'yes');
        }).observe(document, { childList: true, subtree: true, characterData: true });
      });
      await fixture.workbench.reload();
      await outbox.row('first').waitFor();
      const seen = ['hasMail', 'calledEmpty'].map((key) => page.evaluate((name) => sessionStorage.getItem(name), key));
      assert.deepEqual(await Promise.all(seen), ['yes', null]);
    });
  });
});
