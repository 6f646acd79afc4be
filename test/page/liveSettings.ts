// Settings that change while the editor runs.
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

/** Binds the key that `changeSettings` presses; to be called before the window opens. */
export async function bindRereadKey({ dataDir }: Server): Promise<void> {
  const file = path.join(path.dirname(settingsFile(dataDir)), 'keybindings.json');
  await writeFile(file, JSON.stringify(bindings));
}

interface OpenEditor {
  readonly server: Server;
  readonly workbench: Workbench;
}

/** Rewrites the user's settings (the quiet ones stay) and has the running editor read them. */
export async function changeSettings(settings: UserSettings, { server, workbench }: OpenEditor): Promise<void> {
  await server.setUserSettings(settings);
  await workbench.page.keyboard.press(key);
}

/**
 * The first settings of a window that has just opened: it may not look at the file yet, nor know the key that has it
 * looked at. @param account the name of the account that is the default one with them
 */
export async function giveSettings(settings: UserSettings, account: string, editor: OpenEditor): Promise<void> {
  await editor.workbench.statusItem(/^Mail When Done/).waitFor();
  await eventually(async () => {
    await changeSettings(settings, editor);
    await editor.workbench.statusItem(new RegExp(`\\(${account}\\)`)).waitFor({ timeout: 20_000 });
  });
}
