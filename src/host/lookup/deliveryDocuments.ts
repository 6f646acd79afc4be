import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DeliveryCheck } from '../../mail/lookup/deliveryCheck';
import type { Account } from '../../model/account/account';
import { type DeliveryReport, deliverySummary, deliveryText } from '../../model/lookup/deliveryReport';
import { knownPreset } from '../account/knownPreset';
import { notice } from '../editor/notice';
import { TextDocuments } from '../editor/textDocuments';

/** Delivery checks as text documents, to be read and passed on. */
export class DeliveryDocuments {
  /** The last check of each account, by its id. */
  private readonly texts = new Map<string, string>();
  private readonly documents = new TextDocuments(
    'mail-when-done-delivery',
    '.delivery.md',
    (id) => this.texts.get(id) ?? l10n.t('This check is no longer there. Run Check Delivery again.'),
  );

  constructor(private readonly delivery: Pick<DeliveryCheck, 'check'>) {}

  /** Checks an account, shows the progress in a notification, and opens the result. */
  async show(account: Account): Promise<DeliveryReport> {
    checkable(account);
    const title = l10n.t('Checking delivery from {0} through {1}', account.fromAddress, account.host);
    const report = await notice.progress(title, async (_, signal) =>
      this.delivery.check(account, await knownPreset(account.provider), () => undefined, signal),
    );
    if (report.state === 'cancelled') return report;
    this.texts.set(account.id, deliveryText(report, vscode.env.language));
    await this.documents.show(account.id, account.host);
    void notice.info(deliverySummary(report));
    return report;
  }

  dispose(): void {
    this.documents.dispose();
  }
}

/** Throws a sentence where there is nothing to check. */
export function checkable({ provider }: Account): void {
  if (provider === 'sandbox')
    throw new Error(l10n.t('Mail to the sandbox stays on this computer: there is nothing to check.'));
}
