import type { Message } from '../../model/letter/message';
import { type Failure, retryAfter } from '../../model/failure/failure';
import type { Receipt, RefusedRecipient } from '../../model/failure/receipt';

/** Recipients that are still to get a mail which the others have, and what the server said of them. */
export interface Owed {
  /** The same bytes with a smaller envelope. */
  readonly message: Message;
  readonly failure: Failure;
  /** The server only takes no more of them in one transaction (RFC 5321 section 4.5.3.1.10). */
  readonly isAtOnce: boolean;
}

const tooMany = /^452[ -]4\.5\.3\b|^[45]\d\d[ -].*too many recipients/i;

/**
 * Parts a receipt into what is settled and what is owed: a recipient that the server refused for now, or for something
 * the user can fix, is tried again by itself. The ids of such mails follow from the id of the mail, so that the same
 * one is never owed twice.
 */
export function partReceipt(message: Message, receipt: Receipt): { settled: Receipt; owed: readonly Owed[] } {
  const isOwed = ({ cause }: RefusedRecipient): boolean => retryAfter(cause) !== 'never';
  const left = receipt.rejected.filter(isOwed);
  if (left.length === 0) return { settled: receipt, owed: [] };
  const groups = [true, false]
    .map((isAtOnce) => ({ isAtOnce, group: left.filter(({ reply }) => tooMany.test(reply) === isAtOnce) }))
    .filter(({ group }) => group.length > 0);
  const [, base = message.id, number = '0'] = /^(.*)-r(\d+)$/.exec(message.id) ?? [];
  const owed = groups.map(({ isAtOnce, group }, index): Owed => {
    const { cause = 'busy', reply = '' } = group[0] ?? {};
    const to = group.map(({ address }) => address);
    const id = `${base}-r${String(Number(number) + 1 + index)}`;
    const failure = { cause, step: 'recipients', retry: retryAfter(cause), reply, code: 'EENVELOPE' } as const;
    const envelope = { ...message.envelope, to };
    return { message: { ...message, id, envelope }, failure: { ...failure, detail: to.join(', ') }, isAtOnce };
  });
  return { settled: { ...receipt, rejected: receipt.rejected.filter((one) => !isOwed(one)) }, owed };
}
