import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Moment, Script, ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';
import { withLine } from '../../../support/transports';

/** A server that never comes to the end of what it says at one moment. */
describe('a server that goes on talking', () => {
  const moments = ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'body'] as const satisfies readonly Moment[];

  /** Begins to send this again and again, once that moment has come, and answers nothing. */
  function stretching(moment: Moment, bytes: Buffer, gapMs: number): { script: Script; stop: () => void } {
    const end = new AbortController();
    const talk = async (server: ScriptedSmtpServer): Promise<void> => {
      while (!end.signal.aborted) {
        server.writeRaw(bytes);
        await pause(gapMs);
      }
    };
    const script = {
      [moment]: (_line: string, _count: number, server: ScriptedSmtpServer) => {
        void talk(server);
        return [];
      },
    };
    return { script, stop: () => end.abort() };
  }

  for (const moment of moments) {
    it(`is given up when the time for it is over, though it is never silent: ${moment}`, async () => {
      const { script, stop } = stretching(moment, Buffer.from('250-more to come\r\n'), 20);
      // The others pass by a clock that only moves while the server is silent.
      const timeouts = { setup: 1_000, envelope: 1_000, mail: 2_000 };
      try {
        await withLine(script, { timeouts }, async ({ send }) => {
          const attempted = await send();
          assert.ok(!attempted.ok);
          const { cause, retry } = attempted.failure;
          assert.equal(retry, moment === 'body' ? 'inDoubt' : 'later', cause);
        });
      } finally {
        stop();
      }
    });

    for (const [what, bytes] of [
      ['empty lines', Buffer.alloc(32_768, '\r\n')],
      ['lines of one reply', Buffer.alloc(32_768, '250-x\r\n')],
      ['one line', Buffer.alloc(32_768, '250')],
    ] as const)
      it(`is given up after a megabyte of ${what}: ${moment}`, async () => {
        const { script, stop } = stretching(moment, bytes, 1);
        try {
          await withLine(script, {}, async ({ send }) => {
            const attempted = await send();
            assert.ok(!attempted.ok);
            assert.notEqual(attempted.failure.retry, 'whenFixed');
          });
        } finally {
          stop();
        }
      });
  }
});
