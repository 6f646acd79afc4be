// A language without its marketplace extension.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const names: Record<string, string> = { fr: 'français' };

/**
 * Lists an empty language pack, which is enough for extensions to get `vscode.env.language` and their own bundles in
 * that language. VS Code's own words stay English.
 */
export async function writeLanguagePack(dataDir: string, locale: string): Promise<void> {
  const packDir = path.join(dataDir, `language-pack-${locale}`);
  const main = path.join(packDir, 'translations', 'main.i18n.json');
  await mkdir(path.dirname(main), { recursive: true });
  await writeFile(main, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const label = names[locale] ?? locale;
  const pack = {
    hash: `pack-of-${locale}`,
    label,
    extensions: [
      {
        extensionIdentifier: { id: `test.language-pack-${locale}`, uuid: '00000000-0000-4000-8000-000000000001' },
        version: '1.0.0',
      },
    ],
    translations: { vscode: main },
  };
  await writeFile(path.join(dataDir, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}
