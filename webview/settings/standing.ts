import { sameBinding, type Account } from '../../src/model/account';
import { bindingOfDraft, parseAccount } from '../../src/model/parseAccount';
import type { Problem } from '../../src/model/problem';
import type { Validity } from '../../src/model/validity';
import { sameDraft, type FormState } from './form';

/**
 * Where the stored password stands: `set` for just this server and user, `otherServer` when the form now names another one,
 * `none` when there is none.
 */
export type PasswordStanding = 'set' | 'otherServer' | 'none';

/** What follows from the form as it stands. */
export interface Standing {
  /** The account it would make, where it makes one. */
  readonly account: Account | undefined;
  readonly problems: readonly Problem[];
  /** What the account would be if it were saved now. */
  readonly validity: Validity;
  /** Something is typed that is not saved. */
  readonly dirty: boolean;
  readonly password: PasswordStanding;
}

/** What follows from the form, and from whether a password is typed in it. */
export function standingOf(form: FormState, passwordTyped: boolean): Standing {
  const password = passwordStanding(form);
  const { account, problems } = parseAccount(form.draft, passwordTyped || password === 'set', form.base.tls);
  const dirty = passwordTyped || !sameDraft(form.draft, form.base.draft);
  return { account, problems, validity: dirty ? unsavedValidity(problems) : form.base.validity, dirty, password };
}

/** What was never saved was never tested: it cannot be more than ready. */
function unsavedValidity(problems: readonly Problem[]): Validity {
  return problems.length > 0 ? { state: 'incomplete', problems } : { state: 'ready' };
}

function passwordStanding({ base, draft }: FormState): PasswordStanding {
  if (!base.passwordSet) return 'none';
  return sameBinding(bindingOfDraft(base.draft), bindingOfDraft(draft)) ? 'set' : 'otherServer';
}
