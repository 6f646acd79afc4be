import * as l10n from '@vscode/l10n';
import type { AccountDraft } from '../../src/model/account';
import type { SettingsState } from '../../src/protocol';
import { button, progress } from '../controls';
import { element } from '../element';
import { notice } from '../notice';
import type { View } from './part';

/** What is looked up for the form, and how. */
export interface LookupParts<Report> {
  /** Stands on the button that begins it. */
  readonly label: string;
  /** Is said while it goes on. */
  readonly going: string;
  readonly begin: (draft: AccountDraft) => Promise<Report>;
  readonly cancel: () => void;
  /** Whether there is something to look up. */
  readonly canBegin: (view: View) => boolean;
  /** The report that the extension has. */
  readonly reportIn: (state: SettingsState) => Report | undefined;
  readonly isGoingOn: (report: Report) => boolean;
  /** @param report the last one; `undefined` before the first of this look-up, and where it failed */
  readonly show: (view: View, report: Report | undefined, isRunning: boolean) => void;
}

export interface Lookup<Report> {
  /** The buttons, what is going on and what went wrong, one below the other. */
  readonly elements: readonly HTMLElement[];
  /** Takes in how far it has come. */
  readonly hear: (report: Report) => void;
  readonly update: (view: View) => void;
}

/** Has the extension look something up for the form as it stands: begun and cancelled here, one at a time. */
export function lookup<Report>(parts: LookupParts<Report>): Lookup<Report> {
  let view: View | undefined;
  let report: Report | undefined;
  let isRunning = false;

  const start = button(parts.label, 'secondary', () => void run());
  const cancel = button(l10n.t('Cancel'), 'secondary', () => {
    parts.cancel();
    start.focus();
  });
  const going = progress(parts.going);
  const alert = notice();

  async function run(): Promise<void> {
    if (view === undefined || isRunning) return;
    isRunning = true;
    report = undefined;
    alert.show(undefined);
    show();
    try {
      report = await parts.begin(view.draft);
    } catch (error) {
      alert.show(error instanceof Error ? error.message : String(error));
    } finally {
      isRunning = false;
      show();
    }
  }

  function show(): void {
    if (view === undefined) return;
    start.enable(!isRunning && view.busy === undefined && parts.canBegin(view));
    cancel.element.hidden = !isRunning;
    going.hidden = !isRunning;
    parts.show(view, report, isRunning);
  }

  return {
    elements: [element('div', { class: 'row' }, start.element, cancel.element, going), alert.element],
    hear(next) {
      report = next;
      show();
    },
    update(next) {
      // The page may have been hidden meanwhile: the extension knows what became of it.
      const known = parts.reportIn(next.state);
      if (view === undefined && known !== undefined) {
        report = known;
        isRunning = parts.isGoingOn(known);
      }
      view = next;
      show();
    },
  };
}
