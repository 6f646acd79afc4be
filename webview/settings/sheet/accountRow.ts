import { accountName } from '../../../src/model/account/accountWords';
import { bareText } from '../../../src/model/account/bareText';
import type { Validity } from '../../../src/model/account/validity';
import type { AccountSnapshot } from '../../../src/protocol/settingsPage';
import type { AccountEditor } from './accountEditor';

/** An account in the list. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of the saved settings, since mail is sent with those. */
  readonly validity: Validity;
  readonly isDefault: boolean;
  readonly isSelected: boolean;
  readonly isSaved: boolean;
  /** It has unsaved changes. */
  readonly isEdited: boolean;
}

/** The row of an account. @param editor its editor, if it was opened on this page */
export function accountRow(
  { draft, validity, saved }: AccountSnapshot,
  editor: AccountEditor | undefined,
  defaultId: string,
  selected: string,
): AccountRow {
  return {
    id: draft.id,
    name: accountName(saved || editor === undefined ? draft : editor.form.draft),
    email: bareText(draft.email),
    validity,
    isDefault: saved && draft.id === defaultId,
    isSelected: draft.id === selected,
    isSaved: saved,
    isEdited: editor?.status.dirty ?? false,
  };
}
