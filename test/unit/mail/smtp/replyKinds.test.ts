import assert from 'node:assert/strict';
import { isAsked } from '../../../../src/mail/smtp/replyMeanings';
import type { FailureCause } from '../../../../src/model/failure/failure';
import { anAccount } from '../../../support/builders';
import { failureOf } from '../../../support/refusals';

/** Refusals of one kind in many words, each after the command that was refused. */
type Kind = readonly [what: string, cause: FailureCause, refusals: readonly string[]];

const kinds: readonly Kind[] = [
  [
    'the account is stopped, whatever was asked and with whatever code',
    'accountBlocked',
    [
      'DATA 550 Account disabled',
      'DATA 554 account suspended',
      'DATA 554 5.7.1 Account blocked',
      'DATA 550 User suspended',
      'DATA 421 Account disabled',
      'DATA 450 domain is inactive',
      'DATA 550 5.7.1 Your domain has been blocked from sending',
      'DATA 550 5.7.1 Account ada@example.com is temporarily disabled for sending',
      'DATA 550 Insufficient funds',
      'DATA 550 5.7.1 You have run out of funds',
      'RCPT 550 Account disabled',
      'RCPT 554 account suspended',
      'RCPT 554 5.7.1 Account blocked',
      'RCPT 421 4.7.0 Account suspended',
      'RCPT 550 5.7.1 Your domain has been blocked from sending',
      'RCPT 550 Insufficient funds',
      'RCPT 554 5.7.1 <ada@example.com>: Sender address rejected: Account is locked',
      'MAIL 450 4.7.1 Account disabled',
      'MAIL 550 Insufficient balance',
      'MAIL 554 5.7.1 <ada@example.com>: Sender address rejected: your account is locked, please contact support',
      'AUTH 454 4.7.0 Account is suspended',
      'AUTH 535 Insufficient balance on your account',
    ],
  ],
  [
    'the recipient has no such mailbox, or cannot use it',
    'recipientRefused',
    [
      'RCPT 550 mailbox disabled',
      'RCPT 550 5.2.1 mailbox disabled, not accepting messages',
      'RCPT 554 delivery error: dd This mailbox is disabled (554.30).',
      'RCPT 550 5.1.1 User unknown',
      'RCPT 550 account does not exist',
      'RCPT 550 5.2.1 Account inactive',
      'RCPT 550 No such user; account closed',
      'RCPT 550 User suspended',
      'RCPT 550 grace@example.org: account suspended',
      "RCPT 550 The recipient's account is disabled",
      'RCPT 550 5.7.1 Recipient has blocked your account',
      'RCPT 550 grace@example.org is blacklisted',
      'RCPT 550 5.7.1 <grace@example.org>: host mx.example.org said: 554 Relay access denied',
      'RCPT 550 5.1.2 domain not registered',
      'RCPT 550 Requested action not taken: mailbox unavailable',
      'DATA 550 5.1.1 <grace@example.org>: Recipient address rejected: User unknown',
      'DATA 550 5.2.1 <grace@example.org> The account is disabled',
    ],
  ],
  [
    'the account may not send as this address',
    'senderRefused',
    [
      'DATA 550 unauthorized sender',
      'DATA 553 5.7.1 Unauthorized From address',
      'DATA 550 not allowed to use this from address',
      'DATA 550 Cannot send from ada@example.com',
      'DATA 550 ada@example.com is not one of your aliases',
      'DATA 550 5.7.1 This address is not an alias of your account',
      'DATA 550 you do not own this address',
      'DATA 554 5.7.1 From domain not authenticated',
      'DATA 421 domain not registered',
      'DATA 450 4.7.1 From address not authorized',
      'DATA 450 4.7.0 Unauthorized sender',
      'DATA 550 5.7.1 Sender address not found in your account',
      'MAIL 450 4.7.1 From address not authorized',
      'MAIL 550 5.7.1 Your domain is blacklisted',
      'RCPT 553 5.7.1 Unauthorized sender address',
      'RCPT 550 5.7.1 <ada@example.com>: you do not own this address',
    ],
  ],
  [
    'an account that has signed in may not relay',
    'senderRefused',
    [
      'RCPT 554 5.7.1 <grace@example.org>: Relay access denied',
      'RCPT 454 4.7.1 <grace@example.org>: Relay access denied',
      'RCPT 550 relay not permitted',
      'RCPT 550 5.7.1 Unable to relay',
      'RCPT 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
      'RCPT 550 5.7.1 grace@example.org... Relaying denied. Proper authentication required.',
      'RCPT 550 5.7.64 TenantAttribution; Relay Access Denied',
      "RCPT 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
      'RCPT 551 we do not relay',
      'RCPT 554 Relay rejected for policy reasons.',
      'MAIL 550 5.7.1 Relaying not allowed',
      'DATA 550 relaying denied',
    ],
  ],
  [
    'something in the mail itself',
    'contentRefused',
    [
      'DATA 554 5.4.0 Error: too many hops',
      'DATA 550 too many Received headers',
      'DATA 554 Maximum hop count exceeded',
      'DATA 554 Too many attachments',
      'DATA 550 spam score limit exceeded',
      'DATA 554 5.7.1 message contains a blacklisted word',
      'DATA 554 5.7.1 The message contains a domain that is blocked',
      'DATA 550 5.7.1 Message blocked: subject "your account is suspended" is phishing',
      'DATA 554 5.7.1 Virus found, message rejected',
      'DATA 550 Mail content denied',
    ],
  ],
];

describe('a refusal', () => {
  for (const [what, cause, refusals] of kinds) {
    for (const refusal of refusals) {
      it(`for ${what}: ${refusal.slice(0, 70)}`, () => {
        const [asked = ''] = refusal.split(' ');
        assert.ok(isAsked(asked));
        assert.equal(failureOf(asked, refusal.slice(asked.length + 1)).cause, cause);
      });
    }
  }

  it('to relay asks an account that does not sign in to do so, even with a temporary code', () => {
    const account = anAccount({ authentication: false, username: '' });
    for (const reply of ['554 5.7.1 Relay access denied', '454 4.7.1 Relay access denied', '550 Unable to relay'])
      assert.equal(failureOf('RCPT', reply, account).cause, 'signInRequired', reply);
  });
});
