import { type Account, type AccountField, type Problem, sameBinding } from '../../../src/model/account/account';
import { bindingOfDraft, parseAccount } from '../../../src/model/account/parseAccount';
import type { Validity } from '../../../src/model/account/validity';
import { type FormState, sameDraft } from './form';

/**
 * Whether a password is stored: `set` for exactly this server and user, `otherServer` if the form names another one.
 */
export type PasswordStatus = 'set' | 'otherServer' | 'none';

/** What follows from the current form. */
export interface FormStatus {
  /** The account that the form describes, if it is complete. */
  readonly account: Account | undefined;
  readonly problems: readonly Problem[];
  /** The validity that the account would have if it were saved now. */
  readonly validity: Validity;
  /** There are unsaved changes. */
  readonly dirty: boolean;
  readonly password: PasswordStatus;
}

/** Derives the status of a form. */
export function formStatus(form: FormState, passwordTyped: boolean): FormStatus {
  const password = passwordStatus(form);
  const { account, problems } = parseAccount(form.draft, passwordTyped || password === 'set', form.base.tls);
  const dirty = passwordTyped || !sameDraft(form.draft, form.base.draft);
  return { account, problems, validity: dirty ? unsavedValidity(problems) : form.base.validity, dirty, password };
}

/** Unsaved settings were never tested, so they are at most ready. */
function unsavedValidity(problems: readonly Problem[]): Validity {
  return problems.length > 0 ? { state: 'incomplete', problems } : { state: 'ready' };
}

function passwordStatus({ base, draft }: FormState): PasswordStatus {
  if (!base.passwordSet) return 'none';
  return sameBinding(bindingOfDraft(base.draft), bindingOfDraft(draft)) ? 'set' : 'otherServer';
}

/**
 * The problems to show beside their fields, the first one of each. A field that the user has not left yet shows none;
 * a contradiction between two fields shows at once, since neither of them is still being typed.
 * @param visited fields that the focus has left
 * @param all shows every problem: the account was saved before, or the user tried to save or to test it
 */
export function shownProblems(
  problems: readonly Problem[],
  visited: ReadonlySet<AccountField>,
  all: boolean,
): ReadonlyMap<AccountField, Problem> {
  const shown = problems.filter(({ field, kind, mends }) => {
    const isContradiction = kind === 'invalid' && (mends !== undefined || field === 'security');
    return all || isContradiction || visited.has(field);
  });
  return new Map(shown.toReversed().map((problem) => [problem.field, problem]));
}
