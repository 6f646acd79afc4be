import { emptyDraft, type AccountDraft, type AccountField } from '../../src/model/account';
import { applyPreset } from '../../src/model/applyPreset';
import type { Preset } from '../../src/model/preset';
import { presetForAddress, presetOf } from '../../src/model/presetList';
import type { Mend } from '../../src/model/problem';
import type { AccountSnapshot } from '../../src/protocol';

/** What stands in the form. The password is not part of it: this is what outlives a hidden page. */
export interface FormState {
  /** The account as the extension last told it. */
  readonly base: AccountSnapshot;
  readonly draft: AccountDraft;
  /** What the user typed: no preset writes over it. */
  readonly touched: ReadonlySet<AccountField>;
}

/** What a preset may fill in. */
const filled = ['host', 'port', 'security', 'authentication', 'username', 'fromAddress', 'recipients'] as const;

/** The form of an account, before anybody types. */
export function openForm(base: AccountSnapshot): FormState {
  return { base, draft: base.draft, touched: touchedIn(base.draft) };
}

/** The form after the user set one field; the address and the provider bring others along. */
export function editField<Field extends keyof AccountDraft>(
  form: FormState,
  field: Field,
  value: AccountDraft[Field],
): FormState {
  const draft = { ...form.draft, [field]: value };
  const touched = new Set(form.touched);
  if (field === 'provider') return chooseProvider({ ...form, touched: touched.add('provider') }, value as string);
  if (isEmpty(value)) touched.delete(field as AccountField);
  else touched.add(field as AccountField);
  const next = { ...form, draft, touched };
  return field === 'email' ? followAddress(next) : withoutStaleTrust(form, next);
}

/** The form after one click mended a problem. */
export function mendForm(form: FormState, mend: Mend): FormState {
  const touched = new Set(form.touched);
  for (const field of Object.keys(mend.set)) touched.add(field as AccountField);
  return withoutStaleTrust(form, { ...form, draft: { ...form.draft, ...mend.set }, touched });
}

/**
 * The form after the extension told a new state: what the user has not changed follows it, what he has stays.
 * @param ancestor what both sides started from, when it is not the form's own base: the draft that was sent to be saved
 */
export function receiveAccount(form: FormState, base: AccountSnapshot, ancestor = form.base.draft): FormState {
  const kept = Object.entries(form.draft).filter(
    ([field, value]) => field !== 'id' && !same(value, ancestor[field as keyof AccountDraft]),
  );
  if (kept.length === 0) return openForm(base);
  return { base, draft: { ...base.draft, ...Object.fromEntries(kept) }, touched: form.touched };
}

/** Whether two drafts say the same; empty recipients do not count. */
export function sameDraft(one: AccountDraft, other: AccountDraft): boolean {
  return Object.entries(one).every(([field, value]) => same(value, other[field as keyof AccountDraft]));
}

/** The values of a draft that are not what its provider and its address would have filled in. */
function touchedIn(draft: AccountDraft): ReadonlySet<AccountField> {
  const touched = new Set<AccountField>();
  const suggested = presetForAddress(draft.email)?.id ?? 'custom';
  if (suggested !== draft.provider) touched.add('provider');
  if (draft.email !== '') touched.add('email');
  const fresh = applyPreset({ ...emptyDraft(draft.id), email: draft.email }, presetOf(draft.provider), new Set());
  for (const field of filled) {
    if (!isEmpty(draft[field]) && !same(draft[field], fresh[field])) touched.add(field);
  }
  return touched;
}

function chooseProvider(form: FormState, id: string): FormState {
  // The sandbox brings an address of its own, which means nothing anywhere else.
  const { draft } = form;
  const leavesSandbox =
    draft.provider === 'sandbox' && id !== 'sandbox' && presetForAddress(draft.email)?.id === 'sandbox';
  const own = !leavesSandbox
    ? draft
    : {
        ...draft,
        email: '',
        username: draft.username === draft.email ? '' : draft.username,
        recipients: same(draft.recipients, [draft.email]) ? [] : draft.recipients,
      };
  return fill({ ...form, draft: own }, presetOf(id));
}

function followAddress(form: FormState): FormState {
  if (form.touched.has('provider')) return fill(form, presetOf(form.draft.provider));
  const preset = presetForAddress(form.draft.email) ?? presetOf('custom');
  if (preset.id === form.draft.provider) return fill(form, preset);
  // On the way to joe@gmail.company.example the address was Gmail's for a moment: nothing of Gmail may stay.
  const { host, port, security, authentication } = emptyDraft('');
  const cleared = Object.entries({ host, port, security, authentication }).filter(
    ([field]) => !form.touched.has(field as AccountField),
  );
  return fill({ ...form, draft: { ...form.draft, ...Object.fromEntries(cleared) } }, preset);
}

function fill(form: FormState, preset: Preset): FormState {
  const typed = form.draft.email;
  const draft = applyPreset(form.draft, preset, form.touched);
  // The field keeps what is being typed, spaces too.
  const next = { ...form, draft: typed === '' ? draft : { ...draft, email: typed } };
  return withoutStaleTrust(form, next);
}

/** Trust was given to one host without protection; it does not pass to another one. */
function withoutStaleTrust(before: FormState, after: FormState): FormState {
  const { host, security, trustedNetwork } = after.draft;
  if (!trustedNetwork || (host === before.draft.host && security === before.draft.security)) return after;
  return { ...after, draft: { ...after.draft, trustedNetwork: false } };
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.every((entry) => entry === ''));
}

function same(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return JSON.stringify(one.filter((entry) => entry !== '')) === JSON.stringify(other.filter((entry) => entry !== ''));
}
