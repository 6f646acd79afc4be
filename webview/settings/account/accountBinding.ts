import type { AccountDraft, AccountField } from '../../../src/model/account/account';
import { fieldLabel } from '../../../src/model/account/accountWords';
import type { FieldOptions } from '../field/formField';
import type { FormActions, PageState } from '../sheet/component';

/** Binds a form field to a value of the account that is shown. */
export function accountBinding<Field extends AccountField & keyof AccountDraft>(
  actions: FormActions,
  field: Field,
): FieldOptions<PageState, AccountDraft[Field]> & { readonly onLeave: () => void } {
  return {
    name: field,
    label: fieldLabel(field),
    read: ({ draft }) => draft[field],
    write: (value) => actions.edit(field, value),
    problem: ({ shown }) => shown.get(field),
    mend: (mend) => actions.mend(mend),
    onLeave: () => actions.visit(field),
  };
}
