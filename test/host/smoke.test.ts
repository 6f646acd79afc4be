import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the editor', () => {
  it('is a real one', () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
  });

  it('has the extension, which can be activated', async () => {
    const extension = vscode.extensions.getExtension('mail-when-done.mail-when-done');
    assert.ok(extension, 'the editor does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
