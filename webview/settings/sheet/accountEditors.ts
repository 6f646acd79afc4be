import type { AccountDraft } from '../../src/model/account';
import type { TlsPolicy } from '../../src/model/security';
import type { AccountSnapshot, SettingsState } from '../../src/protocol';
import type { EditorApi } from '../connection';
import { readKeptForms, type KeptForms } from './keptForm';
import { Sheet } from './sheet';

/** A draft that was sent to be saved, see `receiveAccount`. */
export interface Sent {
  readonly id: string;
  readonly ancestor: AccountDraft;
}

/** The forms of all accounts that were opened on this page, and which one is shown. */
export class Sheets {
  private readonly opened = new Map<string, Sheet>();
  private current: string;

  constructor(api: EditorApi, state: SettingsState) {
    const { forms, selected } = readKeptForms(api);
    for (const kept of forms) {
      const { id } = kept.draft;
      const now = snapshotIn(state, id);
      if (now !== undefined || kept.added) this.opened.set(id, Sheet.restore(kept, now, tlsIn(state)));
    }
    this.current = first(state);
    for (const id of [selected, state.select]) if (id) this.select(id, state, state.select === id);
  }

  /** The id of the account that is shown. */
  selected(state: SettingsState): string {
    if (!this.isThere(this.current, state)) this.current = first(state);
    return this.current;
  }

  /** Answers whether another account is shown now. @param adds an unknown id stands for a new account */
  select(id: string, state: SettingsState, adds = true): boolean {
    if (id === this.current || !(adds || this.isThere(id, state))) return false;
    this.of(id, state);
    this.current = id;
    return true;
  }

  /** The form of an account; a new one where nobody knows it yet. */
  of(id: string, state: SettingsState): Sheet {
    const found = this.opened.get(id);
    if (found !== undefined) return found;
    const now = snapshotIn(state, id);
    const sheet = now === undefined ? Sheet.add(id, tlsIn(state)) : new Sheet(now);
    this.opened.set(id, sheet);
    return sheet;
  }

  find(id: string): Sheet | undefined {
    return this.opened.get(id);
  }

  /** Throws away what is typed. Answers whether the form went with it: that of an account which was deleted elsewhere. */
  discard(sheet: Sheet): boolean {
    sheet.discard();
    return sheet.isOrphan && this.opened.delete(sheet.id);
  }

  drop(id: string): void {
    this.opened.delete(id);
  }

  /** Every account to be listed: those of the extension, then those that were added here. */
  accounts(state: SettingsState): readonly AccountSnapshot[] {
    const added = [...this.opened.values()].filter((sheet) => sheet.added).map(({ form }) => form.base);
    // The form that a newcomer finds is none of several as long as he has typed nothing into it.
    const told = state.accounts.filter(
      ({ saved, draft }) => saved || added.length === 0 || draft.id === this.current || this.isEdited(draft.id),
    );
    return [...told, ...added];
  }

  /** Brings every form up to date. What is typed into the form of an account that is gone stays as a new account. */
  receive(state: SettingsState, sent?: Sent): void {
    for (const sheet of [...this.opened.values()]) {
      const now = snapshotIn(state, sheet.id);
      if (now !== undefined) sheet.receive(now, sheet.id === sent?.id ? sent.ancestor : undefined);
      else if (sheet.added) continue;
      else if (sheet.standing.dirty) sheet.orphan();
      else this.drop(sheet.id);
    }
  }

  kept(state: SettingsState): KeptForms {
    const selected = this.selected(state);
    return {
      forms: [...this.opened.values()].flatMap((sheet) => sheet.kept ?? []),
      selected: selected === first(state) ? '' : selected,
    };
  }

  private isThere(id: string, state: SettingsState): boolean {
    return this.opened.has(id) || snapshotIn(state, id) !== undefined;
  }

  private isEdited(id: string): boolean {
    return this.opened.get(id)?.standing.dirty ?? false;
  }
}

/** The account that is shown unless another one is chosen. */
function first({ accounts, defaultId }: SettingsState): string {
  const found = defaultId || accounts[0]?.draft.id;
  if (found === undefined) throw new Error('The extension told of no account');
  return found;
}

/** The same for all accounts of this computer. */
function tlsIn({ accounts }: SettingsState): TlsPolicy | undefined {
  return accounts[0]?.tls;
}

function snapshotIn({ accounts }: SettingsState, id: string): AccountSnapshot | undefined {
  return accounts.find(({ draft }) => draft.id === id);
}
