import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A part that is loaded later is required inside a function; one loaded at once, at the top of a file. */
const later = /\.then\(\(\)=>[^;]*?require\("\.\/[^"]+"\)/g;

/** What a window loads as it opens: the files of the minified build, relative to `root`, and their bytes. */
export function eagerBundle(root: string): { readonly files: readonly string[]; readonly bytes: number } {
  const files = new Set(['dist/extension.js']);
  for (const file of files) {
    const text = readFileSync(path.join(root, file), 'utf8').replace(later, '');
    for (const [, part = ''] of text.matchAll(/require\("(\.\/[^"]+)"\)/g))
      files.add(path.posix.join(path.posix.dirname(file), part));
  }
  const sizes = [...files].map((file) => statSync(path.join(root, file)).size);
  return { files: [...files], bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
