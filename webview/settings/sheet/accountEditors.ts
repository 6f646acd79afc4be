import type { AccountDraft } from '../../../src/model/account/account';
import type { TlsPolicy } from '../../../src/model/account/security';
import type { AccountSnapshot, SettingsState } from '../../../src/protocol/settingsPage';
import type { EditorApi } from '../../controls/connection';
import { type KeptForms, readKeptForms } from './keptForm';
import { AccountEditor } from './accountEditor';

/** A draft that was sent to be saved; see `receiveAccount`. */
export interface SentDraft {
  readonly id: string;
  readonly ancestor: AccountDraft;
}

/** The editors of all accounts that were opened on this page, and which one is shown. */
export class AccountEditors {
  private readonly opened = new Map<string, AccountEditor>();
  private current: string;

  constructor(api: EditorApi, state: SettingsState) {
    const { forms, selected } = readKeptForms(api);
    for (const kept of forms) {
      const { id } = kept.draft;
      const now = snapshotIn(state, id);
      if (now !== undefined || kept.added) this.opened.set(id, AccountEditor.restore(kept, now, tlsIn(state)));
    }
    this.current = first(state);
    for (const id of [selected, state.select]) if (id) this.select(id, state, state.select === id);
  }

  /** The id of the account that is shown. */
  selected(state: SettingsState): string {
    if (!this.isThere(this.current, state)) this.current = first(state);
    return this.current;
  }

  /** Returns whether another account is shown now. @param adds an unknown id is a new account */
  select(id: string, state: SettingsState, adds = true): boolean {
    if (id === this.current || !(adds || this.isThere(id, state))) return false;
    this.of(id, state);
    this.current = id;
    return true;
  }

  /** The editor of an account; an unknown id is a new account. */
  of(id: string, state: SettingsState): AccountEditor {
    const found = this.opened.get(id);
    if (found !== undefined) return found;
    const now = snapshotIn(state, id);
    const editor = now === undefined ? AccountEditor.add(id, tlsIn(state)) : new AccountEditor(now);
    this.opened.set(id, editor);
    return editor;
  }

  find(id: string): AccountEditor | undefined {
    return this.opened.get(id);
  }

  /** Discards unsaved changes. Returns whether the editor is gone too, since its account was deleted elsewhere. */
  discard(editor: AccountEditor): boolean {
    editor.discard();
    return editor.isOrphan && this.opened.delete(editor.id);
  }

  drop(id: string): void {
    this.opened.delete(id);
  }

  /** Every account to list: those that the extension knows, then those that were added here. */
  accounts(state: SettingsState): readonly AccountSnapshot[] {
    const added = [...this.opened.values()].filter((editor) => editor.added).map(({ form }) => form.base);
    // The blank form of a new user is no account in the list until something is typed into it.
    const known = state.accounts.filter(
      ({ saved, draft }) => saved || added.length === 0 || draft.id === this.current || this.isEdited(draft.id),
    );
    return [...known, ...added];
  }

  /** Updates every editor. Unsaved changes of an account that was deleted stay as a new account. */
  receive(state: SettingsState, sent?: SentDraft): void {
    for (const editor of [...this.opened.values()]) {
      const now = snapshotIn(state, editor.id);
      if (now !== undefined) editor.receive(now, editor.id === sent?.id ? sent.ancestor : undefined);
      else if (editor.added) continue;
      else if (editor.status.dirty) editor.orphan();
      else this.drop(editor.id);
    }
  }

  kept(state: SettingsState): KeptForms {
    const selected = this.selected(state);
    return {
      forms: [...this.opened.values()].flatMap((editor) => editor.kept ?? []),
      selected: selected === first(state) ? '' : selected,
    };
  }

  private isThere(id: string, state: SettingsState): boolean {
    return this.opened.has(id) || snapshotIn(state, id) !== undefined;
  }

  private isEdited(id: string): boolean {
    return this.opened.get(id)?.status.dirty ?? false;
  }
}

/** The account that is shown unless another one is chosen. */
function first({ accounts, defaultId }: SettingsState): string {
  const found = defaultId || accounts[0]?.draft.id;
  if (found === undefined) throw new Error('The extension reported no account');
  return found;
}

/** The same for all accounts of this computer. */
function tlsIn({ accounts }: SettingsState): TlsPolicy | undefined {
  return accounts[0]?.tls;
}

function snapshotIn({ accounts }: SettingsState, id: string): AccountSnapshot | undefined {
  return accounts.find(({ draft }) => draft.id === id);
}
