import assert from 'node:assert/strict';
import path from 'node:path';
import type * as noticeFile from '../../../../src/host/editor/notice';
import { withVscode } from '../../../support/fakeVscode';

type Reporter = (
  progress: { report(step: object): void },
  token: { onCancellationRequested(listener: () => void): void },
) => Promise<unknown>;

/** Every text that VS Code got to show in a notification. */
const shown: string[] = [];
let cancel: () => void = () => undefined;
const show = (text: string): Promise<undefined> => {
  shown.push(text);
  return Promise.resolve(undefined);
};
const vscode = {
  ProgressLocation: { Notification: 15 },
  window: {
    showInformationMessage: show,
    showWarningMessage: show,
    showErrorMessage: show,
    withProgress: (options: { title: string }, work: Reporter) => {
      shown.push(options.title);
      const report = (step: { message?: string }): void => {
        if (step.message !== undefined) shown.push(step.message);
      };
      return work({ report }, { onCancellationRequested: (listener) => (cancel = listener) });
    },
  },
};

const { notice } = withVscode(
  path.resolve(__dirname, '../../../../src/host/editor/notice'),
  vscode,
) as typeof noticeFile;

/** What VS Code makes links of in a notification (`parseLinkedText`). */
const linked = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

const names = [
  '[Update now](command:workbench.action.openGlobalKeybindings)',
  '[a](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D)',
  '[site](https://evil.example/) and [more](http://evil.example/)',
  '[[x](command:a)](command:b)',
  '[x](file:///etc/passwd "title")',
  '](command:a) [x](command:b)',
];

describe('a name with a command link in it, as of an account that was imported', () => {
  beforeEach(() => (shown.length = 0));

  for (const name of names) {
    it(`is no link in a notification: ${name}`, async () => {
      await notice.info(name);
      await notice.warning(name);
      await notice.error(name);
      await notice.confirm(name, 'detail', 'Yes');
      assert.equal(shown.length, 4);
      for (const text of shown) assert.doesNotMatch(text, new RegExp(linked));
    });

    it(`is no link while something is under way, nor in how far that is: ${name}`, async () => {
      const result = await notice.progress(`${name}: Sending a test mail`, (report) => {
        report({ message: name, increment: 10 });
        report({ increment: 20 });
        return Promise.resolve('done');
      });
      assert.equal(result, 'done');
      assert.equal(shown.length, 2);
      for (const text of shown) assert.doesNotMatch(text, new RegExp(linked));
    });
  }

  it('does not keep something from being cancelled', async () => {
    const isCancelled = await notice.progress('Sending', (_, signal) => {
      cancel();
      return Promise.resolve(signal.aborted);
    });
    assert.equal(isCancelled, true);
  });
});
