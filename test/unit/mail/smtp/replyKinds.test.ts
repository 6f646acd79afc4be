import assert from 'node:assert/strict';
import { isAsked } from '../../../../src/mail/smtp/replyMeanings';
import type { FailureCause } from '../../../../src/model/failure/failure';
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
});
