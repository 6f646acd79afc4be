import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { leave } from '../../../../src/mail/smtp/connection';
import type { SmtpConversation } from '../../../../src/mail/smtp/smtpConversation';

/** Leaves a connection in this state; returns the calls on it. */
function leaving(destroyed: boolean, idle: boolean): readonly string[] {
  const done: string[] = [];
  const connection = Object.assign(new EventEmitter(), {
    destroyed,
    close: () => done.push('close'),
    quit: () => done.push('quit'),
  });
  leave(connection as unknown as SMTPConnection, { idle } as SmtpConversation);
  connection.emit('end');
  return done;
}

describe('leave', () => {
  it('sends QUIT only to a server that waits for a command', () => {
    assert.deepEqual(leaving(false, true), ['quit']);
    assert.deepEqual(leaving(false, false), ['close']);
    assert.deepEqual(leaving(true, true), ['close']);
  });
});
