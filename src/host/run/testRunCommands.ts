import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { testChoices, testChoiceWords } from '../../model/source/testRun';
import { systemScheduler } from '../../system/scheduler';
import { offerSettings } from '../account/accountNotices';
import type { Accounts } from '../account/accounts';
import { notice } from '../editor/notice';
import type { TestRuns } from '../source/tests';
import type { OneShot } from './oneShot';

interface Needs {
  readonly accounts: Accounts;
  readonly oneShot: OneShot;
  readonly tests: TestRuns;
}

/** Has the editor run tests, and a mail sent when they are over. */
export async function runTestsAndMail({ accounts, oneShot, tests }: Needs): Promise<void> {
  if (accounts.usable === undefined) return offerSettings();
  const file = vscode.window.activeTextEditor?.document.uri.toString();
  const choices = testChoices.filter((choice) => choice !== 'file' || file !== undefined);
  const chosen = await vscode.window.showQuickPick(
    choices.map((choice) => ({ label: testChoiceWords(choice, file), choice })),
    { title: l10n.t('Run tests and mail me when they are over'), placeHolder: l10n.t('Choose which tests to run') },
  );
  if (chosen === undefined) return;
  const { label, choice } = chosen;
  const { id, hadTests } = tests.start(choice);
  oneShot.ask(id);
  // Whether there are any is known by then.
  const silence = systemScheduler.after(1_500, () => {
    void notice.info(l10n.t('You will get a mail when “{0}” finishes.', label));
  });
  try {
    if (!(await hadTests)) void notice.info(whyNoMail(choice === 'failed' || choice === 'last'));
  } finally {
    silence();
    oneShot.takeBack(id);
  }
}

function whyNoMail(isAgain: boolean): string {
  return isAgain
    ? l10n.t('There was no test to run again, or it was over at once: no mail is sent.')
    : l10n.t('No test was found, so none was run and no mail is sent.');
}
