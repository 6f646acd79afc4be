// `npm start -- --headless`: the main job from the settings page to the arrived mails, as a user would do it.
import type { Browser } from 'playwright-core';
import { openWorkbench } from '../editor/browser';
import type { Server } from '../editor/server';
import type { Workbench } from '../editor/workbench';
import { step } from './steps';

/** A mail as the sandbox inbox shows it. */
interface SeenMail {
  subject: string;
  to: string;
  text: string;
}

/** Where the pictures go. */
export interface Pictures {
  settingsPage: string;
  sandboxInbox: string;
  failure: string;
}

/** Goes the whole way and prints what arrived; rejects when a step failed. */
export async function travel(server: Server, browser: Browser, pictures: Pictures): Promise<void> {
  const workbench = await step('Open VS Code', () => openWorkbench(browser, server, { viewport }));
  try {
    await useSettingsPage(workbench, pictures.settingsPage);
    await step('Run the task "build", which succeeds', () => runTask(workbench, 'build', /^DONE: build/));
    await step('Run the task "test", which fails with code 3', () => runTask(workbench, 'test', /^FAILED: test/));
    const mails = await step('Read the mails in the sandbox inbox', () => readMails(workbench, pictures.sandboxInbox));
    for (const mail of mails) print(mail);
  } catch (error) {
    await workbench.screenshot(pictures.failure).catch(() => undefined);
    throw error;
  }
}

const viewport = { width: 1280, height: 960 };

async function useSettingsPage(workbench: Workbench, picture: string): Promise<void> {
  const page = workbench.webview();
  const validity = page.getByRole('status').first();
  const look = async (): Promise<string> => (await validity.innerText()).replace(/\s+/g, ' ').trim();

  await step('Open the settings page', async () => {
    await workbench.runCommand('Mail When Done: Open Settings');
    await validity.filter({ hasText: /\S/ }).waitFor({ timeout: 60_000 });
  });
  await step('Look at the validity indicator', async () => {
    console.log(`    ${await look()}`);
    await validity.filter({ hasText: /Ready|Verified/ }).waitFor({ timeout: 10_000 });
  });
  await step('Send a test mail', async () => {
    await page.getByRole('button', { name: 'Send test email', exact: true }).click();
    const end = page
      .getByText(/^(Accepted by the server|Failed at the step)/)
      .or(page.getByRole('alert').filter({ hasText: /\S/ }))
      .first();
    await end.waitFor({ timeout: 60_000 });
    const words = await end.innerText();
    if (!words.startsWith('Accepted')) throw new Error(words);
    console.log(`    ${words}`);
    await validity.filter({ hasText: 'Verified' }).waitFor({ timeout: 10_000 });
    console.log(`    ${await look()}`);
    await validity.scrollIntoViewIfNeeded();
    await workbench.screenshot(picture);
  });
}

async function runTask(workbench: Workbench, name: string, subject: RegExp): Promise<void> {
  await workbench.runTask(name);
  await workbench.openContainer('Mail When Done');
  const row = workbench.treeItems(/Sandbox inbox/i).filter({ has: workbench.page.getByText(subject) });
  await row.first().waitFor({ timeout: 60_000 });
}

async function readMails(workbench: Workbench, picture: string): Promise<SeenMail[]> {
  const rows = workbench.treeItems(/Sandbox inbox/i);
  const mails: SeenMail[] = [];
  for (let index = 0; index < (await rows.count()); index++) {
    const subject = await rows.nth(index).locator('.label-name').innerText();
    await rows.nth(index).click();
    const mail = workbench.webview();
    await mail.getByRole('heading', { name: subject, exact: true }).waitFor({ timeout: 30_000 });
    if (index === 0) {
      await workbench.notifications.clear();
      await workbench.screenshot(picture);
    }
    const to = await mail.locator('dt:text-is("To") + dd').innerText();
    await mail.getByRole('tab', { name: 'Text' }).click();
    mails.push({ subject, to, text: await mail.getByRole('tabpanel', { name: 'Text' }).innerText() });
  }
  // The inbox has the newest first; a reader of this output wants the order of the journey.
  mails.reverse();
  if (mails.length < 3)
    throw new Error(`Three mails were expected: the test mail and one for each task. There are ${mails.length}.`);
  return mails;
}

function print({ subject, to, text }: SeenMail): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  console.log(`\n  Subject: ${subject}\n  To:      ${to}`);
  for (const line of lines.slice(0, 6)) console.log(`  | ${line}`);
  if (lines.length > 6) console.log('  | …');
}
