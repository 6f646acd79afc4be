import type * as vscode from 'vscode';
import { newAccountId } from '../model/accountName';
import type { Evidence } from '../model/validity';

const blankKey = 'blankAccount';

/** What is kept of accounts besides their settings and secrets: how the last test or send of each ended. */
export class AccountMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /** The id that the first account gets when it is saved. */
  get blankId(): string {
    return this.memento.get<string>(blankKey) ?? 'account-1';
  }

  evidence(id: string): Evidence | undefined {
    return this.memento.get<Evidence>(evidenceKey(id));
  }

  async keep(id: string, evidence: Evidence): Promise<void> {
    await this.memento.update(evidenceKey(id), evidence);
  }

  /** Forgets an account. Mails of it may still wait in the outbox: no new one gets its id and sends them. */
  async forget(id: string): Promise<void> {
    await this.memento.update(evidenceKey(id), undefined);
    if (id === this.blankId) await this.memento.update(blankKey, newAccountId());
  }
}

function evidenceKey(id: string): string {
  return `evidence.${id}`;
}
