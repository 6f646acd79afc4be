import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { outDir, root } from '../editor/places';
import { eagerBundle } from '../support/eagerBundle';

describe('the packed extension', () => {
  it('holds just what is meant to ship', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    // Parts carry a hash in their names, and esbuild decides how many chunks they share.
    const names = files.map((file) => file.replace(/^(dist\/parts\/\w+)-\w+\.js$/, '$1'));
    assert.deepEqual([...new Set(names)].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.md',
      'dist/extension.js',
      'dist/lazy/fast-xml-parser.js',
      'dist/lazy/fflate.js',
      'dist/lazy/liquidjs.js',
      'dist/lazy/nodemailer-lib-mail-composer.js',
      'dist/lazy/nodemailer-lib-smtp-connection.js',
      'dist/lazy/postal-mime.js',
      'dist/lazy/re2js.js',
      'dist/lazy/smtp-server.js',
      'dist/lazy/socks.js',
      'dist/parts/chunk',
      'dist/parts/collect',
      'dist/parts/commandFailure',
      'dist/parts/composeDigest',
      'dist/parts/composeTestMail',
      'dist/parts/composition',
      'dist/parts/deliveryCheck',
      'dist/parts/discovery',
      'dist/parts/dns',
      'dist/parts/lintedSecrets',
      'dist/parts/presets',
      'dist/parts/smtp',
      'dist/parts/standing',
      'dist/parts/taskCycles',
      'dist/parts/templatedMail',
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

  it('loads at most 10 KB at its activation', () => {
    const { files, bytes } = eagerBundle(root);
    assert.ok(files.length > 1, 'no shared part was found');
    assert.ok(!files.some((file) => file.includes('composition')), 'the composition is loaded at once');
    assert.ok(bytes <= 10_000, `${bytes} bytes in ${files.join(', ')}`);
  });

  it('is smaller than 700 KB', () => {
    const { size } = statSync(path.join(outDir, 'mail-when-done.vsix'));
    assert.ok(size < 700_000, `${size} bytes`);
  });
});
