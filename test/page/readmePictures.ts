// Makes the pictures of the README anew, in a real editor: npm run pictures
import path from 'node:path';
import { onEnding } from '../editor/ending';
import { root } from '../editor/places';
import { packExtension } from '../editor/vsix';
import { everyRun } from '../support/everyRun';
import { lettersIn } from '../support/golden';
import { aLoopbackEntry, aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { browser, type Fixture, startEditor, startShared, stopAll } from './fixture';
import { closeTabs, openSettings } from './settingsForm';

const folder = path.join(root, 'media', 'readme');
const picture = (name: string): string => path.join(folder, `${name}.png`);
const sandbox = aSandboxEntry({ name: 'Sandbox' });

/** Sends two mails, and shows one beside the lists. */
async function inbox(fixture: Fixture): Promise<void> {
  const { workbench } = fixture;
  await openSettings(sandbox, { 'mailWhenDone.rules': everyRun(1) }, fixture);
  await closeTabs(workbench);
  await workbench.openContainer('Mail When Done');
  const mails = workbench.treeItems(/Sandbox Inbox/i);
  for (const [index, task] of ['build', 'test'].entries()) {
    await workbench.runTask(task);
    await eventually(async () => {
      if ((await mails.count()) <= index) throw new Error(`no mail about ${task}`);
    });
  }
  await workbench.runCommand('View: Toggle Panel Visibility');
  await mails.first().click();
  await workbench
    .webview()
    .getByRole('heading', { name: /^FAILED: test/, level: 1 })
    .waitFor();
  await workbench.webview().frameLocator('iframe').getByText('First error').waitFor();
  await workbench.screenshot(picture('sandbox-inbox'));
}

/** The list of the runs that the inbox is about. */
async function runs({ workbench }: Fixture): Promise<void> {
  const row = workbench.treeItems(/^Runs$/).first();
  await row.hover();
  await workbench.page.locator('.workbench-hover, .monaco-hover:visible').first().waitFor();
  await workbench.page.screenshot({ path: picture('runs'), clip: { x: 0, y: 35, width: 760, height: 250 } });
}

async function settings(fixture: Fixture): Promise<void> {
  const form = await openSettings(undefined, {}, fixture);
  await form.field('Email address').fill('ada@gmail.com');
  await form.hasValue('Provider', 'Gmail');
  await fixture.workbench.screenshot(picture('settings-page'));
}

async function rules(fixture: Fixture): Promise<void> {
  const form = await openSettings(sandbox, { 'mailWhenDone.rules': ownRules }, fixture);
  await form.frame.getByText('Long builds').first().waitFor();
  await form.frame.getByRole('heading', { name: 'Notifications' }).evaluate((heading) => heading.scrollIntoView());
  await fixture.workbench.screenshot(picture('rules'));
}

async function templates(fixture: Fixture): Promise<void> {
  const form = await openSettings(sandbox, {}, fixture);
  await form.button('Edit Failure').click();
  await form.field('Subject').waitFor();
  await form.frame.locator('.preview-subject').waitFor();
  const paper = form.frame.getByRole('group', { name: 'Preview', exact: true }).frameLocator('iframe');
  await paper.getByText('Duration').first().waitFor();
  await form.field('Title').evaluate((field) => field.scrollIntoView());
  await fixture.workbench.screenshot(picture('templates'));
}

async function preview(fixture: Fixture): Promise<void> {
  const account = aLoopbackEntry(2525, {
    authentication: false,
    username: '',
    recipients: ['ada@example.org'],
  });
  const form = await openSettings(account, { 'mailWhenDone.rules': ownRules }, fixture);
  await form.button('See the mail of Long builds').click();
  await fixture.workbench.webview().getByRole('button', { name: 'Approve' }).waitFor();
  await fixture.workbench.screenshot(picture('preview'));
}

const ownRules = [
  { id: 'long', name: 'Long builds', match: '*build*', minimumDuration: 60, onlyWhenAway: true },
  { id: 'tests', name: 'Tests that break', match: '/test/', onlyOnChange: true },
  { id: 'git', name: 'Git', sources: ['terminal'], match: 'git *', mails: false },
];

/** The golden mail with everything in it, on a phone. */
async function phone(): Promise<void> {
  const page = await (await browser()).newPage({ viewport: { width: 360, height: 1 } });
  await page.setContent(lettersIn('en').get('full')?.html ?? '');
  await page.screenshot({ path: picture('mail-on-a-phone'), fullPage: true });
  await page.close();
}

async function main(): Promise<void> {
  await packExtension();
  await startShared();
  await phone();
  const window = { viewport: { width: 1280, height: 900 } };
  const light = await startEditor({ isLean: false, colorTheme: 'Light Modern', window });
  await inbox(light);
  await runs(light);
  const dark = await startEditor({ isLean: false, colorTheme: 'Dark Modern', window });
  await settings(dark);
  await rules(dark);
  await templates(dark);
  await preview(dark);
  await stopAll();
}

onEnding((code) => void stopAll().finally(() => process.exit(code)));

main().then(
  () => process.exit(0),
  async (error: unknown) => {
    console.error(error);
    await stopAll();
    process.exit(1);
  },
);
