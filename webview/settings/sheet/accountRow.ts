import { accountName } from '../../src/model/accountName';
import type { Validity } from '../../src/model/validity';
import type { AccountSnapshot } from '../../src/protocol';
import type { Sheet } from './sheet';

/** An account as the list shows it. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** As it is saved: that is what mail is sent with. */
  readonly validity: Validity;
  readonly isDefault: boolean;
  readonly isSelected: boolean;
  readonly isSaved: boolean;
  /** Something is typed that is not saved. */
  readonly isEdited: boolean;
}

/** The row of an account. @param sheet its form, where it was opened on this page */
export function accountRow(
  { draft, validity, saved }: AccountSnapshot,
  sheet: Sheet | undefined,
  defaultId: string,
  selected: string,
): AccountRow {
  return {
    id: draft.id,
    name: accountName(saved || sheet === undefined ? draft : sheet.form.draft),
    email: draft.email.trim(),
    validity,
    isDefault: saved && draft.id === defaultId,
    isSelected: draft.id === selected,
    isSaved: saved,
    isEdited: sheet?.standing.dirty ?? false,
  };
}
