import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { outcomeWords } from '../model/ruleWords';
import { outcomes } from '../model/run';
import type { RunFilter } from '../model/runFilter';

/** Lets the user type a text and tick outcomes; `undefined` where he thinks better of it. */
export function pickFilter(current: RunFilter): Promise<RunFilter | undefined> {
  const pick = vscode.window.createQuickPick();
  const items = outcomes.map((outcome) => ({ label: outcomeWords(outcome), outcome, alwaysShow: true }));
  pick.title = l10n.t('Filter Runs');
  pick.placeholder = l10n.t('A part of the name, command or folder; tick how it ended');
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ outcome }) => current.outcomes.includes(outcome));
  pick.value = current.text;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const ticked = new Set(pick.selectedItems.map(({ label }) => label));
      const chosen = items.filter(({ label }) => ticked.has(label)).map(({ outcome }) => outcome);
      resolve({ text: pick.value.trim(), outcomes: chosen.length === outcomes.length ? [] : chosen });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
