import assert from 'node:assert/strict';
import { aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { type SandboxClient, sandboxClient } from './sandboxClient';
import { closeTabs, openSettings } from './settingsForm';

describe('the sandbox inbox', () => {
  let client: SandboxClient;

  before(async () => {
    const form = await openSettings(aSandboxEntry());
    await form.isSaved('ready');
    const { workbench } = editor();
    await closeTabs(workbench);
    await workbench.openContainer('Mail When Done');
    client = await sandboxClient(workbench);
    await clear();
    for (const name of ['first', 'second', 'third']) await client.send(mailCalled(name));
    await has(['third', 'second', 'first']);
  });

  const rows = () => editor().workbench.treeItems(/Sandbox Inbox/i);
  const has = (subjects: readonly string[]) =>
    eventually(async () => assert.deepEqual(await rows().locator('.label-name').allInnerTexts(), subjects));
  const question = () =>
    editor().workbench.page.getByRole('dialog').filter({ hasText: 'Delete all mails of the sandbox inbox?' });

  async function clear(): Promise<void> {
    if ((await rows().count()) === 0) return;
    await editor().workbench.runCommand('Mail When Done: Clear Sandbox Inbox');
    await question().getByRole('button', { name: 'Clear', exact: true }).click();
    await has([]);
  }

  it('is reached by a URL that names this computer, the user and the password', () => {
    assert.match(client.url, /^smtp:\/\/sandbox:[\w%-]+@127\.0\.0\.1:\d+$/);
  });

  it('lists the newest first and opens each in a tab of its own, once', async () => {
    const { workbench } = editor();
    for (const name of ['second', 'third', 'second']) {
      await rows().filter({ hasText: name }).click();
      await workbench.webview().getByRole('heading', { name, level: 1 }).waitFor();
    }
    assert.equal(await workbench.tab('second').count(), 1);
    await workbench.webview().getByText('from ci@example.org to dev@example.org').waitFor();
  });

  it('shows HTML, text, headers and source of a mail, by arrow keys too', async () => {
    const { workbench } = editor();
    await rows().filter({ hasText: 'first' }).click();
    const mail = workbench.webview();
    await mail.getByRole('heading', { name: 'first', level: 1 }).waitFor();
    const tab = (name: string) => mail.getByRole('tab', { name, exact: true });
    const panel = (name: string) => mail.getByRole('tabpanel', { name, exact: true });
    const isChosen = async (name: string) => {
      await panel(name).waitFor();
      assert.equal(await tab(name).getAttribute('aria-selected'), 'true');
      assert.ok(await tab(name).evaluate((button) => button === document.activeElement), name);
      assert.equal(await mail.getByRole('tabpanel').count(), 1);
    };

    await tab('HTML').click();
    await isChosen('HTML');
    await mail.frameLocator('iframe').getByText('first in HTML').waitFor();
    await tab('HTML').press('ArrowRight');
    await isChosen('Text');
    assert.match(await panel('Text').innerText(), /^first in text/);
    await tab('Text').press('ArrowRight');
    await isChosen('Headers');
    await panel('Headers')
      .getByRole('row', { name: /X-Build 42/i })
      .waitFor();
    await tab('Headers').press('End');
    await isChosen('Source');
    assert.match(await panel('Source').innerText(), /Content-Type: multipart\/alternative/);
    await tab('Source').press('ArrowRight');
    await isChosen('HTML');
    await tab('HTML').press('ArrowLeft');
    await isChosen('Source');
    await tab('Source').press('Home');
    await isChosen('HTML');
  });

  it('opens an attachment that is text in an editor', async () => {
    const { workbench } = editor();
    await client.send(mailWithLog);
    await rows().filter({ hasText: 'with a log' }).click();
    await workbench.webview().getByRole('button', { name: 'Open output.txt', exact: true }).click();
    await workbench.page.locator('.monaco-editor .view-lines').getByText('what it printed').waitFor();
    await workbench.runCommand('View: Revert and Close Editor');
    await rows().filter({ hasText: 'with a log' }).hover();
    await rows().filter({ hasText: 'with a log' }).getByRole('button', { name: 'Delete' }).click();
    await has(['third', 'second', 'first']);
  });

  it('deletes one mail, and closes its tab', async () => {
    const { workbench } = editor();
    const row = rows().filter({ hasText: 'second' });
    await row.hover();
    await row.getByRole('button', { name: 'Delete' }).click();
    await has(['third', 'first']);
    await workbench.tab('second').waitFor({ state: 'detached' });
    assert.equal(await workbench.tab('first').count(), 1);
  });

  it('asks before it deletes all', async () => {
    const { workbench } = editor();
    await workbench.runCommand('Mail When Done: Clear Sandbox Inbox');
    await question().getByRole('button', { name: 'Cancel' }).click();
    await question().waitFor({ state: 'detached' });
    await has(['third', 'first']);
    await clear();
    await workbench.tab('first').waitFor({ state: 'detached' });
    const { page } = workbench;
    const said = (words: string) => page.locator('.part.sidebar').getByText(words).waitFor();
    await said('No mail yet. What is sent to the sandbox appears here until the window is closed or reloaded.');
    await openSettings();
    await said('Mail sent to the sandbox appears here.');
  });
});

function mailCalled(name: string): string {
  return `From: CI <ci@example.org>
To: dev@example.org
Subject: ${name}
X-Build: 42
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

${name} in text
--b
Content-Type: text/html; charset=utf-8

<p>${name} in <b>HTML</b></p>
--b--
`;
}

const mailWithLog = `From: CI <ci@example.org>
To: dev@example.org
Subject: with a log
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

see the log
--b
Content-Type: text/plain; charset=utf-8; name=output.txt
Content-Disposition: attachment; filename=output.txt

what it printed
--b--
`;
