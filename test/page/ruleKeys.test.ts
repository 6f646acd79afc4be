import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { aSandboxEntry } from './accountEntries';
import { eventually } from './eventually';
import { editor } from './fixture';
import { openSettings } from './settingsForm';

describe('the keys of the rules on the settings page', () => {
  const isFocused = (locator: Locator): Promise<void> =>
    eventually(async () =>
      assert.ok(
        // A component hands the focus on to what is inside of it.
        await locator.evaluate((one) => (one.getRootNode() as Document | ShadowRoot).activeElement === one),
      ),
    );

  it('go through the rules, open, close, move and delete them, from any control of a row', async () => {
    const form = await openSettings(aSandboxEntry(), {
      'mailWhenDone.rules': ['A', 'B', 'C'].map((name) => ({ id: name, name })),
    });
    const { keyboard } = form.workbench.page;
    const box = (name: string): Locator => form.frame.getByRole('checkbox', { name, exact: true });
    await box('A').focus();
    await keyboard.press('ArrowDown');
    await isFocused(box('B'));
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await isFocused(box('C'));
    await keyboard.press('ArrowUp');
    await isFocused(box('B'));

    await form.button('Duplicate B').focus();
    await keyboard.press('F2');
    const name = form.field('Name of the rule');
    await isFocused(name);
    // Where one types these keys are for the text.
    for (const key of ['End', 'Delete', 'F2', 'Alt+ArrowUp', 'ArrowUp']) await keyboard.press(key);
    await isFocused(name);
    await keyboard.type('B');
    await keyboard.press('Escape');
    await isFocused(form.button('Edit BB'));
    await name.waitFor({ state: 'detached' });
    const stored = async (): Promise<unknown> => (await editor().server.userSettings())['mailWhenDone.rules'];
    const [a, b, c] = [
      { id: 'A', name: 'A' },
      { id: 'B', name: 'BB' },
      { id: 'C', name: 'C' },
    ];
    await eventually(async () => assert.deepEqual(await stored(), [a, b, c]));

    await form.button('See the mail of C').focus();
    await keyboard.press('Alt+ArrowUp');
    await eventually(async () => assert.deepEqual(await stored(), [a, c, b]));
    await isFocused(form.button('See the mail of C'));
    await keyboard.press('Delete');
    await eventually(async () => assert.deepEqual(await stored(), [a, b]));
    await isFocused(box('BB'));
    await form.workbench.notifications.clear();
  });
});
