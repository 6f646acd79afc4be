import { type AccountDraft, type AccountField, emptyDraft, type Mend } from '../../../src/model/account/account';
import { applyPreset } from '../../../src/model/provider/applyPreset';
import type { Preset } from '../../../src/model/provider/preset';
import { presetForAddress, presetOf } from '../../../src/model/provider/presetList';
import type { AccountSnapshot } from '../../../src/protocol/settingsPage';

/** What is in the form. The password is not part of it, since this state outlives a hidden page. */
export interface FormState {
  /** The account as the extension last reported it. */
  readonly base: AccountSnapshot;
  readonly draft: AccountDraft;
  /** What the user typed: no preset overwrites it. */
  readonly touched: ReadonlySet<AccountField>;
}

/** The fields that a preset may fill in. */
const filled = ['host', 'port', 'security', 'authentication', 'username', 'fromAddress', 'recipients'] as const;

/** The form of an account before any edit. */
export function openForm(base: AccountSnapshot): FormState {
  return { base, draft: base.draft, touched: touchedIn(base.draft) };
}

/** The form after the user set one field; an address or a provider fills in others. */
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

/** The form after one click fixed a problem. */
export function mendForm(form: FormState, mend: Mend): FormState {
  const touched = new Set(form.touched);
  for (const field of Object.keys(mend.set)) touched.add(field as AccountField);
  return withoutStaleTrust(form, { ...form, draft: { ...form.draft, ...mend.set }, touched });
}

/**
 * The form after a new snapshot: fields that the user has not changed follow it, the others stay.
 * @param ancestor what both sides started from, if not the form's own base: the draft that was sent to be saved
 */
export function receiveAccount(form: FormState, base: AccountSnapshot, ancestor = form.base.draft): FormState {
  const kept = Object.entries(form.draft).filter(
    ([field, value]) => field !== 'id' && !same(value, ancestor[field as keyof AccountDraft]),
  );
  if (kept.length === 0) return openForm(base);
  return { base, draft: { ...base.draft, ...Object.fromEntries(kept) }, touched: form.touched };
}

/** Whether two drafts are the same; empty recipients do not count. */
export function sameDraft(one: AccountDraft, other: AccountDraft): boolean {
  return Object.entries(one).every(([field, value]) => same(value, other[field as keyof AccountDraft]));
}

/** The fields whose values differ from what the provider and the address would have filled in. */
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
  // The sandbox fills in an address of its own, which is useless with any other provider.
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
  // While joe@gmail.company.example was typed, it was a Gmail address for a moment: no value of Gmail may stay.
  const { host, port, security, authentication } = emptyDraft('');
  const cleared = Object.entries({ host, port, security, authentication }).filter(
    ([field]) => !form.touched.has(field as AccountField),
  );
  return fill({ ...form, draft: { ...form.draft, ...Object.fromEntries(cleared) } }, preset);
}

function fill(form: FormState, preset: Preset): FormState {
  const typed = form.draft.email;
  const draft = applyPreset(form.draft, preset, form.touched);
  // The field keeps the text that is being typed, including its spaces.
  const next = { ...form, draft: typed === '' ? draft : { ...draft, email: typed } };
  return withoutStaleTrust(form, next);
}

/** The user trusted one host without encryption; the trust ends when host or security change. */
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
