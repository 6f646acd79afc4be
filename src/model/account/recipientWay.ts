import type { AccountDraft } from './account';
import { addressKey } from './address';
import { bareText } from './bareText';

/** Where a recipient stands in a mail: in To, in Cc, or only in the envelope. */
export const recipientWays = ['to', 'cc', 'bcc'] as const;
export type RecipientWay = (typeof recipientWays)[number];

type Marked = Pick<AccountDraft, 'ccRecipients' | 'bccRecipients'>;

/** How an address gets the mails of an account. One that is marked twice is rather not shown to the others. */
export function wayOf({ ccRecipients, bccRecipients }: Marked, address: string): RecipientWay {
  const key = addressKey(bareText(address));
  const isIn = (marked: readonly string[]): boolean => marked.some((one) => addressKey(bareText(one)) === key);
  return isIn(bccRecipients) ? 'bcc' : isIn(ccRecipients) ? 'cc' : 'to';
}

/** The marks of an account whose recipients stand there. */
export function marksOf(recipients: readonly { readonly address: string; readonly way: RecipientWay }[]): Marked {
  const marked = (wanted: RecipientWay): readonly string[] =>
    recipients.flatMap(({ address, way }) => (way === wanted && bareText(address) !== '' ? [bareText(address)] : []));
  return { ccRecipients: marked('cc'), bccRecipients: marked('bcc') };
}

/**
 * The recipients in Cc and those in no header; the others are in To. Copies of a mail that nobody else gets, for
 * instance because a rule names its own recipients, go to their recipients themselves.
 */
export function copiesOf(account: Marked & Pick<AccountDraft, 'recipients' | 'bcc'>): {
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
} {
  const { recipients } = account;
  if (account.bcc) return { cc: [], bcc: recipients };
  const by = (wanted: RecipientWay): readonly string[] => recipients.filter((one) => wayOf(account, one) === wanted);
  return { cc: by('to').length === 0 ? [] : by('cc'), bcc: by('bcc') };
}
