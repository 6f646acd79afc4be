import type * as vscode from 'vscode';

/** The most bytes of one output that are looked at: no more of it is kept anyway. */
const most = 262_144;

const errorMime = 'application/vnd.code.notebook.error';

const textMimes: readonly string[] = [
  'application/vnd.code.notebook.stdout',
  'application/vnd.code.notebook.stderr',
  'text/plain',
];

/** The text of a cell's outputs, as it came, an error with its stack; pictures and tables are left out. */
export function textOf({ outputs }: vscode.NotebookCell): string {
  const texts = outputs.flatMap(({ items }) =>
    items.map(({ mime, data }) => {
      if (textMimes.includes(mime)) return decode(data.subarray(-most));
      if (mime !== errorMime) return '';
      const { stack, ...error } = readError(data);
      return stack === '' ? titleOf(error) : stack;
    }),
  );
  // What a program prints ends its lines itself; an error, or a value, does not.
  return texts
    .filter((text) => text !== '')
    .map((text) => (text.endsWith('\n') ? text : `${text}\n`))
    .join('');
}

/** The first error among a cell's outputs as `Name: message`, or the empty text. */
export function errorOf({ outputs }: vscode.NotebookCell): string {
  const item = outputs.flatMap(({ items }) => items).find(({ mime }) => mime === errorMime);
  return item === undefined ? '' : titleOf(readError(item.data));
}

interface CellError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What a kernel writes there is not checked by the editor. */
function readError(data: Uint8Array): CellError {
  let read: unknown;
  try {
    read = JSON.parse(decode(data));
  } catch {
    read = undefined;
  }
  const { name, message, stack } = (typeof read === 'object' && read !== null ? read : {}) as Partial<
    Record<keyof CellError, unknown>
  >;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { name: text(name), message: text(message), stack: text(stack) };
}

function titleOf({ name, message }: Pick<CellError, 'name' | 'message'>): string {
  return [name, message].filter((part) => part !== '').join(': ');
}

function decode(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}
