import type { AccountDraft } from './account';
import { copyName, accountName, newAccountId } from './accountName';
import { storeAccount } from './storedAccount';

/** An account of a file beside what is there already: nothing of that id, the very same, or another one of that id. */
export interface Incoming {
  readonly draft: AccountDraft;
  readonly meets: 'nothing' | 'same' | 'other';
  /** What is there of that id. */
  readonly present: AccountDraft | undefined;
}

/** Compares what comes with what is there. That a network is trusted does not come along, so it makes no difference. */
export function meetAccounts(incoming: readonly AccountDraft[], present: readonly AccountDraft[]): readonly Incoming[] {
  return incoming.map((draft) => {
    const found = present.find(({ id }) => id === draft.id);
    if (found === undefined) return { draft, meets: 'nothing', present: undefined };
    return { draft, meets: textOf(found) === textOf(draft) ? 'same' : 'other', present: found };
  });
}

/** The same settings as a new account, which has no password and no test yet. */
export function copyAccount(draft: AccountDraft, present: readonly AccountDraft[]): AccountDraft {
  const name = copyName(accountName(draft), present.map(accountName));
  return { ...draft, id: newAccountId(), name };
}

function textOf(draft: AccountDraft): string {
  return JSON.stringify(storeAccount({ ...draft, trustedNetwork: false, certificate: '' }));
}
