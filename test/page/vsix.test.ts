import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { outDir, root } from '../editor/places';

describe('the packed extension', () => {
  it('holds just what is meant to ship', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    assert.deepEqual(files.sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.md',
      'dist/extension.js',
      'dist/lazy/nodemailer-lib-mail-composer.js',
      'dist/lazy/nodemailer-lib-smtp-connection.js',
      'dist/lazy/postal-mime.js',
      'dist/lazy/smtp-server.js',
      'dist/presets.json',
      'dist/webview/codicon.ttf',
      'dist/webview/mail.css',
      'dist/webview/mail.js',
      'dist/webview/page.html',
      'dist/webview/settings.css',
      'dist/webview/settings.js',
      'l10n/bundle.l10n.fr.json',
      'media/icon.png',
      'media/mail.svg',
      'package.json',
      'package.nls.fr.json',
      'package.nls.json',
    ]);
  });

  it('is smaller than 600 KB', () => {
    const { size } = statSync(path.join(outDir, 'mail-when-done.vsix'));
    assert.ok(size < 600_000, `${size} bytes`);
  });
});
