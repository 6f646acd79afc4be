// The settings page in words of its user.
import assert from 'node:assert/strict';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import type { UserSettings } from '../editor/userSettings';
import type { Workbench } from '../editor/workbench';
import type { AccountEntry } from './accountEntries';
import { eventually } from './eventually';
import { type Fixture, editor } from './fixture';
import { changeSettings } from './liveSettings';

/** The item in the status bar goes by the extension's name and, where there is one, the account's. */
export const statusName = /^Mail When Done( \(|, )/;

/** The text a person reads, on one line. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replace(/\s+/g, ' ').trim();
}

/** The settings page that is open in an editor. */
export class SettingsForm {
  constructor(readonly workbench: Workbench) {}

  get frame(): FrameLocator {
    return this.workbench.webview();
  }

  get title(): Locator {
    return this.workbench.tab('Mail When Done');
  }

  /** The validity indicator at the head of the page. */
  get validity(): Locator {
    return this.frame.getByRole('status').first();
  }

  /** The item in the status bar; its name says all, its text the essence. */
  get statusItem(): Locator {
    return this.workbench.statusItem(statusName);
  }

  get recipients(): Locator {
    return this.frame.getByRole('group', { name: 'Recipients', exact: true }).getByRole('textbox');
  }

  /** A control by its label, as it is written. */
  field(label: string): Locator {
    return this.frame.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  radio(name: string): Locator {
    return this.frame.getByRole('radio', { name, exact: true });
  }

  /** What is said beside a control: its description and, last, what is wrong with it. */
  async saidOf(field: Locator): Promise<string> {
    return field.evaluate((control) => {
      const ids = (control.getAttribute('aria-describedby') ?? '').split(' ');
      const parts = ids.map((id) => control.ownerDocument.getElementById(id));
      return parts.map((part) => (part?.hidden === false ? part.innerText.trim() : '')).join(' ');
    });
  }

  /** Waits until a control is marked as wrong and says so in these words, or with `undefined` until it is not. */
  async complains(field: Locator, words: RegExp | string | undefined): Promise<void> {
    await eventually(async () => {
      assert.equal(await field.getAttribute('aria-invalid'), words === undefined ? null : 'true');
      const said = await this.saidOf(field);
      if (typeof words === 'string') assert.ok(said.includes(words), said);
      else if (words !== undefined) assert.match(said, words);
    });
  }

  async hasValue(label: string, value: string): Promise<void> {
    await eventually(async () => assert.equal(await this.field(label).inputValue(), value, label));
  }

  /** Waits for the word of the indicator, and for the status bar to agree with it. */
  async isSaved(state: 'incomplete' | 'ready' | 'verified' | 'failing'): Promise<void> {
    const word = `${state.charAt(0).toUpperCase()}${state.slice(1)}`;
    await this.validity.filter({ hasText: word }).waitFor();
    // Behind it stands how many mails wait in the outbox, if any do.
    const text = new RegExp(`^Mail: ${state}(\\s|$)`);
    await eventually(async () => assert.match(await this.workbench.statusText(statusName), text));
  }

  /** The list under the provider, while it is open. */
  get providers(): Locator {
    return this.frame.getByRole('listbox', { name: 'Providers', exact: true });
  }

  /** Types into the provider and takes the first one that is found. */
  async chooseProvider(name: string): Promise<void> {
    await this.field('Provider').fill(name);
    await this.providers.getByRole('option').first().click();
    await this.hasValue('Provider', name);
  }

  async save(): Promise<void> {
    await this.button('Save settings').click();
    await this.frame.getByText(/^Settings saved/).waitFor();
  }

  /** Sends a test mail and waits for its end. */
  async test(): Promise<string> {
    await this.button('Send test email').click();
    const end = this.frame.locator('.headline');
    await this.button('Cancel').waitFor({ state: 'hidden' });
    return textOf(end);
  }

  async openAdvanced(): Promise<void> {
    if (await this.field('EHLO domain').isVisible()) return;
    await this.frame.getByText('Advanced', { exact: true }).click();
    await this.field('EHLO domain').waitFor();
  }

  /** The frame itself, for what a locator cannot do. */
  async rawFrame(): Promise<Frame> {
    return frameOf(this.frame);
  }
}

/** The frame that a locator looks into. */
export async function frameOf(locator: FrameLocator): Promise<Frame> {
  const body = await locator.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (!frame) throw new Error('No page is open.');
  return frame;
}

/** Closes every editor tab, as the middle mouse button does. */
export async function closeTabs({ page }: Workbench): Promise<void> {
  const tabs = page.locator('.part.editor .tab');
  await eventually(async () => {
    if ((await tabs.count()) > 0) await tabs.first().click({ button: 'middle', timeout: 10_000 });
    assert.equal(await tabs.count(), 0);
  });
}

/** Opens the settings page afresh on just this account; without one, as a newcomer finds it. */
export async function openSettings(
  entry?: AccountEntry,
  settings: UserSettings = {},
  fixture: Fixture = editor(),
): Promise<SettingsForm> {
  const { workbench } = fixture;
  await closeTabs(workbench);
  await workbench.notifications.clear();
  await changeSettings({ 'mailWhenDone.accounts': entry === undefined ? [] : [entry], ...settings }, fixture);
  const form = new SettingsForm(workbench);
  // Only then are they in effect: an account that goes while its form is open leaves what is typed behind.
  const label = entry === undefined ? /^Mail When Done,/ : new RegExp(`^Mail When Done \\(${entry.name}\\),`);
  await workbench.statusItem(label).waitFor();
  await form.statusItem.click();
  await form.field('Account name').waitFor();
  // What an earlier test typed and did not save outlives its tab, even the account that it was typed for.
  await eventually(async () => {
    const discard = form.button('Discard changes');
    if (await discard.isVisible()) await discard.click();
    assert.equal(await form.field('Account name').inputValue(), entry?.name ?? '');
  });
  return form;
}
