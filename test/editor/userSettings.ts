// The user's settings.json of a test editor.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A settings.json as an object. */
export type UserSettings = Record<string, unknown>;

/** What every test editor has, so that nothing of VS Code's own stands between a test and the extension. */
export const quietSettings: UserSettings = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'remote.autoForwardPorts': false,
  // Otherwise the editor looks at every process of the computer every two seconds, whatever the line above says.
  'remote.autoForwardPortsSource': 'output',
  // Without a graphics card WebGL is drawn by the processor: a fifth of one for a terminal that is only shown.
  'terminal.integrated.gpuAcceleration': 'off',
  'editor.cursorBlinking': 'solid',
  'window.menuBarVisibility': 'compact',
  // Mails go at once; tests of what waits say otherwise.
  'mailWhenDone.digestSeconds': 0,
  // A suite writes more mails than anybody wants on one day.
  'mailWhenDone.mailsOfRulesPerDay': 0,
};

/** The settings.json below a user data folder; the desktop and both servers agree on the place. */
export function settingsFile(dataDir: string): string {
  return path.join(dataDir, 'User', 'settings.json');
}

/** Replaces the user's settings by the quiet ones and these; a running editor notices within a moment. */
export async function writeUserSettings(dataDir: string, settings: UserSettings = {}): Promise<void> {
  const file = settingsFile(dataDir);
  await mkdir(path.dirname(file), { recursive: true });
  // A rename, because the editor would warn of a file that it reads half written.
  await writeFile(`${file}.new`, `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Reads a settings.json that the editor itself may have written since. */
export async function readSettings(file: string): Promise<UserSettings> {
  // The editor writes JSON with comments only where a user did; ours has none.
  return JSON.parse(await readFile(file, 'utf8')) as UserSettings;
}
