import * as l10n from '@vscode/l10n';
import type { AccountDraft } from '../../../src/model/account/account';
import { errorMessage } from '../../../src/model/unknown';
import type { SettingsState } from '../../../src/protocol/settingsPage';
import { button, progress } from '../../controls/controls';
import { element } from '../../controls/element';
import { notice } from '../../controls/notice';
import type { PageState } from '../sheet/component';

/** What a look-up looks for, and how. */
export interface LookupOptions<Report> {
  /** The label of the button that starts it. */
  readonly label: string;
  /** The text beside the spinner. */
  readonly runningLabel: string;
  readonly begin: (draft: AccountDraft) => Promise<Report>;
  readonly cancel: () => void;
  /** Whether there is something to look up. */
  readonly canBegin: (page: PageState) => boolean;
  /** The report that the extension has kept. */
  readonly reportIn: (state: SettingsState) => Report | undefined;
  readonly isGoingOn: (report: Report) => boolean;
  /** @param report the last one; `undefined` before the first one of a look-up, and if it failed */
  readonly show: (page: PageState, report: Report | undefined, isRunning: boolean) => void;
}

export interface Lookup<Report> {
  /** The buttons with the spinner, and below them the error. */
  readonly elements: readonly HTMLElement[];
  /** Takes a report on the progress. */
  readonly receive: (report: Report) => void;
  readonly update: (page: PageState) => void;
}

/** Lets the extension look something up for the current form; the user starts and cancels it here, one at a time. */
export function lookup<Report>(options: LookupOptions<Report>): Lookup<Report> {
  let page: PageState | undefined;
  let report: Report | undefined;
  let isRunning = false;

  const start = button(options.label, 'secondary', () => void run());
  const cancel = button(l10n.t('Cancel'), 'secondary', () => {
    options.cancel();
    start.focus();
  });
  const going = progress(options.runningLabel);
  const alert = notice();

  async function run(): Promise<void> {
    if (page === undefined || isRunning) return;
    isRunning = true;
    report = undefined;
    alert.show(undefined);
    show();
    try {
      report = await options.begin(page.draft);
    } catch (error) {
      alert.show(errorMessage(error));
    } finally {
      isRunning = false;
      show();
    }
  }

  function show(): void {
    if (page === undefined) return;
    start.enable(!isRunning && page.busy === undefined && options.canBegin(page));
    cancel.element.hidden = !isRunning;
    going.hidden = !isRunning;
    options.show(page, report, isRunning);
  }

  return {
    elements: [element('div', { class: 'row' }, start.element, cancel.element, going), alert.element],
    receive(next) {
      report = next;
      show();
    },
    update(next) {
      // The page may have been hidden meanwhile: the extension has kept the report.
      const known = options.reportIn(next.settings);
      if (page === undefined && known !== undefined) {
        report = known;
        isRunning = options.isGoingOn(known);
      }
      page = next;
      show();
    },
  };
}
