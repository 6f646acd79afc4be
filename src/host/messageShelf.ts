import { parseMail } from '../mail/mailParser';
import type { Outbox } from '../outbox/outbox';
import type { MailShelf } from './mailPages';

/** The messages of the outbox, as mails that can be shown. */
export function messageShelf(outbox: Outbox): MailShelf {
  return {
    has: (id) => outbox.snapshot().items.some((item) => item.id === id),
    onDidChange: (listener) => outbox.onDidChange(listener),
    read: async (id) => {
      const message = outbox.message(id);
      if (message === undefined) return undefined;
      const { envelope, date, raw } = message;
      return parseMail({ at: date, envelopeFrom: envelope.from, envelopeTo: envelope.to, raw });
    },
  };
}
