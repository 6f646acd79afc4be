// Settings that change while the editor runs.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Server } from '../editor/server';
import { type UserSettings, settingsFile } from '../editor/userSettings';
import type { Workbench } from '../editor/workbench';
import { eventually } from './eventually';

// VS Code in a browser notices the first change of its settings file and none thereafter. Whenever it writes a setting
// itself it reads the whole file again, so that a key is bound to a command that writes one of no interest to anybody.
const key = 'Control+Alt+F9';
const bindings = [{ key: 'ctrl+alt+f9', command: 'editor.action.toggleMinimap' }];
const written = 'editor.minimap.enabled';

/** Binds the key that `changeSettings` presses; to be called before the window opens. */
export async function bindRereadKey({ dataDir }: Server): Promise<void> {
  const file = path.join(path.dirname(settingsFile(dataDir)), 'keybindings.json');
  await writeFile(file, JSON.stringify(bindings));
}

interface OpenEditor {
  readonly server: Server;
  readonly workbench: Workbench;
}

/** Rewrites the user's settings (the quiet ones stay), and waits until the running editor has read them. */
export async function changeSettings(settings: UserSettings, { server, workbench }: OpenEditor): Promise<void> {
  const given = JSON.parse(JSON.stringify(settings)) as UserSettings;
  await eventually(async () => {
    const before = await isMinimapShown(server);
    await server.setUserSettings({ ...given, [written]: before });
    // A window that has just opened does not know the key yet, and one whose focus is on its way takes none.
    await workbench.page.keyboard.press(key);
    await eventually(async () => assert.notEqual(await isMinimapShown(server), before), 10_000);
    // It may have read the file before we wrote it, and then put back what stood there.
    const now = await server.userSettings();
    for (const [name, value] of Object.entries(given)) assert.deepEqual(now[name], value, `${name} was put back`);
  });
}

/** The first settings of a window that has just opened. @param account the name of its default account with them */
export async function giveSettings(settings: UserSettings, account: string, editor: OpenEditor): Promise<void> {
  await editor.workbench.statusItem(/^Mail When Done/).waitFor();
  // It may not look at the file yet.
  await eventually(async () => {
    await changeSettings(settings, editor);
    await editor.workbench.statusItem(new RegExp(`\\(${account}\\)`)).waitFor({ timeout: 20_000 });
  });
}

/** As the editor has written it; it leaves out what is the default. */
async function isMinimapShown(server: Server): Promise<boolean> {
  return (await server.userSettings())[written] !== false;
}
