import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outDir } from '../editor/places';
import { eventually } from './eventually';
import { ExtensionStorage } from './extensionStorage';
import { type Fixture, startEditor } from './fixture';
import { changeSettings } from './liveSettings';
import { RunsPage } from './runsPage';
import { themes } from './themes';

const pictures = path.join(outDir, 'pictures');

describe('the view of runs', () => {
  let fixture: Fixture;
  let runs: RunsPage;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    fixture = await startEditor({ colorTheme: 'Dark Modern', window: { viewport: { width: 1280, height: 800 } } });
    runs = await RunsPage.open(fixture);
  });
  after(() => fixture.stop());

  it('says what it is for while it is empty', async () => {
    await runs.sidebar.getByText('What you run appears here once it has ended').waitFor();
    await runs.picture('empty');
  });

  it('shows a failed task with its exit code, and why it was not mailed', async () => {
    await fixture.workbench.runTask('fails');
    await eventually(async () => assert.deepEqual(await runs.shown(), [['fails', 'exit code 3 · _ · _']]));
    const text = await runs.tooltip('fails');
    assert.match(text, /^Task: failed, exit code 3$/m);
    assert.match(text, /^Mail: not mailed: [\d.]+s is under 10s$/m);
    assert.match(text, /^Command: exit 3$/m);
    await runs.picture('tooltip');
  });

  it('shows what goes on above what has ended, with what is usual, in every theme and narrow', async () => {
    for (const count of [1, 2, 3]) {
      await fixture.workbench.runTask('passes');
      await eventually(async () => {
        const passed = (await runs.shown()).filter(([, description]) => description.startsWith('done'));
        assert.equal(passed.length, count);
      });
    }
    await fixture.workbench.runTask('goes on');
    await eventually(async () =>
      assert.deepEqual(await runs.shown(), [
        ['goes on', '_'],
        ['passes', 'done · _, usually _ · _'],
        ['passes', 'done · _ · _'],
        ['passes', 'done · _ · _'],
        ['fails', 'exit code 3 · _ · _'],
      ]),
    );
    for (const [theme, short] of themes) {
      await changeSettings({ 'workbench.colorTheme': theme }, fixture);
      const classes = { 'Light Modern': 'vs', 'Dark Modern': 'vs-dark', 'Default High Contrast': 'hc-black' };
      const kind = (classes as Record<string, string>)[theme] ?? 'hc-light';
      await fixture.workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
      await runs.row('fails').hover();
      await runs.picture(short);
    }
    await runs.widen(220);
    await runs.picture('narrow');
    await runs.widen(420);
  });

  it('shows a bell within a second where a mail is asked for, and takes it back', async () => {
    const { workbench } = fixture;
    const account = { id: 'sandbox', provider: 'sandbox', email: 'me@sandbox.test', recipients: ['me@sandbox.test'] };
    await changeSettings({ 'workbench.colorTheme': 'Dark Modern', 'mailWhenDone.accounts': [account] }, fixture);
    await workbench.statusItem(/Mail/).first().waitFor();
    await eventually(async () => {
      await workbench.runCommand('Mail When Done: Mail Me When This Finishes');
      await workbench.quickInput.choose('goes on', { type: 'goes on', timeout: 10_000 });
      await workbench.notifications.toast(/You will get a mail when “goes on” finishes/).waitFor({ timeout: 10_000 });
    });
    await eventually(async () => assert.deepEqual((await runs.shown())[0], ['goes on', '_ · mail asked for']));
    await runs.picture('bell');
    await workbench.notifications.clear();
  });

  it('filters by a text and by outcomes, and says so', async () => {
    const { workbench } = fixture;
    await runs.titleAction('Filter Runs…');
    const box = workbench.page.locator('.quick-input-widget');
    await box.getByRole('textbox').first().fill('a');
    await box
      .getByRole('option', { name: /^failed/ })
      .or(box.getByText('failed', { exact: true }))
      .first()
      .click();
    await runs.picture('filtering');
    await workbench.page.keyboard.press('Enter');
    await runs.sidebar.getByText('Filter: “a” · failed').waitFor();
    await eventually(async () =>
      assert.deepEqual(
        (await runs.shown()).map(([name]) => name),
        ['fails'],
      ),
    );
    await runs.picture('filtered');
    await runs.titleAction('Clear Filter');
    await eventually(async () => assert.equal((await runs.shown()).length, 5));
  });

  it('forgets what has ended when that is confirmed', async () => {
    const { page } = fixture.workbench;
    const heldBack = path.join(new ExtensionStorage(fixture.server.dataDir).root, 'suppressed');
    const run = { id: 'muted', name: 'was muted', outcome: 'failed', endedAt: 1, why: 'muted' };
    await mkdir(heldBack, { recursive: true });
    await writeFile(path.join(heldBack, 'runs.1.jsonl'), `${JSON.stringify(run)}\n`);
    await runs.titleAction('Clear Runs');
    const question = page.getByRole('dialog').filter({ hasText: 'Forget all runs that have ended?' });
    await question.getByRole('button', { name: 'Clear', exact: true }).click();
    await eventually(async () =>
      assert.deepEqual(
        (await runs.shown()).map(([name]) => name),
        ['goes on'],
      ),
    );
    await eventually(async () => {
      const texts = (await readdir(heldBack)).map((name) => readFile(path.join(heldBack, name), 'utf8'));
      assert.doesNotMatch((await Promise.all(texts)).join(), /was muted/);
    });
  });
});
