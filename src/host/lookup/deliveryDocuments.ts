import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Account } from '../model/account';
import { deliverySummary, deliveryText, type DeliveryReport } from '../model/deliveryReport';
import type { DeliveryCheck } from '../mail/deliveryCheck';
import { notice } from './notice';
import { knownPreset } from './presets';

const scheme = 'mail-when-done-delivery';

/** Delivery checks as read-only text documents, to be read and passed on. */
export class DeliveryDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  /** By the server that they are of; made anew by each check. */
  private readonly texts = new Map<string, string>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly delivery: Pick<DeliveryCheck, 'check'>) {}

  /** Checks an account while a notification tells so, and shows what was found. */
  async show(account: Account): Promise<DeliveryReport> {
    checkable(account);
    const title = l10n.t('Checking delivery from {0} through {1}', account.fromAddress, account.host);
    const location = vscode.ProgressLocation.Notification;
    const report = await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
      const ending = new AbortController();
      token.onCancellationRequested(() => ending.abort());
      return this.delivery.check(account, await knownPreset(account.provider), () => undefined, ending.signal);
    });
    if (report.state === 'cancelled') return report;
    const uri = vscode.Uri.from({ scheme, path: `/${account.host}.delivery.md`, query: account.id });
    this.texts.set(uri.toString(), deliveryText(report, vscode.env.language));
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
    void notice.info(deliverySummary(report));
    return report;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? l10n.t('This check is no longer there. Run Check Delivery again.');
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

/** Throws a sentence where there is nothing to check. */
export function checkable({ provider }: Account): void {
  if (provider === 'sandbox')
    throw new Error(l10n.t('Mail to the sandbox stays on this computer: there is nothing to check.'));
}
