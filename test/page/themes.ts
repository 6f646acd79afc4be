// The four looks that every page has to work in.
import type { UserSettings } from '../editor/userSettings';
import { eventually } from './eventually';
import type { Fixture } from './fixture';
import { changeSettings } from './liveSettings';

/** Their names in settings.json, with the name of a picture in it. */
export const themes = [
  ['Light Modern', 'light'],
  ['Dark Modern', 'dark'],
  ['Default High Contrast', 'high-contrast-dark'],
  ['Default High Contrast Light', 'high-contrast-light'],
] as const;

/** Switches the editor, with the settings that are to stay, and waits until the open webview has the new colours. */
export async function useTheme(theme: string, settings: UserSettings, fixture: Fixture): Promise<void> {
  await changeSettings({ ...settings, 'workbench.colorTheme': theme }, fixture);
  await eventually(async () => {
    const now = await fixture.workbench.webview().locator('body').getAttribute('data-vscode-theme-id');
    if (now !== theme) throw new Error(`The page still has the colours of ${now}.`);
  });
}
