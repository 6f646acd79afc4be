import Module, { createRequire } from 'node:module';

/** Loads a file of the extension that imports `vscode`, with `fake` in its place. */
export function withVscode(file: string, fake: object): unknown {
  const modules = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = modules._load.bind(modules);
  modules._load = (request, ...rest) => (request === 'vscode' ? fake : load(request, ...rest));
  try {
    return createRequire(__filename)(file);
  } finally {
    modules._load = load;
  }
}
