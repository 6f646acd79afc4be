import { AccountSenders } from '../host/outbox/accountSenders';
import { NetworkWatch } from '../host/outbox/networkWatch';
import { OutboxNews } from '../host/outbox/outboxNews';
import { wakeOnChange } from '../host/outbox/wakeOnChange';
import { Outbox } from '../outbox/outbox';
import type { AccountRoom } from './account';
import type { Base } from './base';

export type OutboxRoom = ReturnType<typeof composeOutbox>;

/** The outbox, what wakes it, and what the user hears of it. */
export function composeOutbox({ clock, folder, log, own }: Base, { accounts, settings, transport }: AccountRoom) {
  const outbox = new Outbox({
    root: folder('outbox'),
    transport,
    senders: new AccountSenders(accounts, settings),
    clock,
    log,
    random: Math.random,
    settings: () => settings.outbox(),
  });
  own(new OutboxNews(outbox, accounts));
  own(wakeOnChange(accounts, settings, outbox));
  own(new NetworkWatch(outbox));
  return { outbox };
}
