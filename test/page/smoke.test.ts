import assert from 'node:assert/strict';
import { editor } from './fixture';

describe('the installed extension', () => {
  it('opens its settings page and logs no error', async () => {
    const { workbench } = editor();
    await workbench.runCommand('Mail When Done: Open Settings');
    await workbench.webview().getByRole('heading', { name: 'Mail When Done', exact: true }).waitFor();
    await workbench.closeEditors();
    assert.deepEqual(workbench.consoleErrors, []);
  });
});
