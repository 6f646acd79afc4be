import assert from 'node:assert/strict';
import { RecentAttempts } from '../../../../src/mail/transport/recentAttempts';
import { RecordedTransport } from '../../../../src/mail/transport/recentAttempts';
import type { Transport } from '../../../../src/mail/transport/transport';
import { aCredential, aFailure, aMessage, anAccount, password } from '../../../support/builders';
import { FakeTime } from '../../../support/fakeTime';
import { failed, ScriptedTransport, taken } from '../../../support/scriptedTransport';
import { noProgress } from '../../../../src/model/failure/attempt';

const account = anAccount();
const attempt = { message: aMessage(), account, credential: aCredential(account) };

describe('recent attempts', () => {
  const time = new FakeTime();
  let attempts: RecentAttempts;
  let inner: ScriptedTransport;
  let transport: RecordedTransport;

  beforeEach(() => {
    attempts = new RecentAttempts(time);
    inner = new ScriptedTransport();
    transport = new RecordedTransport(inner, attempts);
  });

  it('include every test and every mail with its end, newest first', async () => {
    inner.turn = (count) => (count === 0 ? 'ok' : aFailure({ reply: '550 no' }));
    assert.equal((await transport.send(attempt)).ok, true);
    assert.equal((await transport.send({ ...attempt, fresh: true })).ok, false);
    const [test, mail] = attempts.all;
    assert.deepEqual([test!.kind, test!.result], ['test', { state: 'failed', failure: aFailure({ reply: '550 no' }) }]);
    assert.deepEqual(test!.transcript, [{ at: 0, speaker: 'server', text: '550 no' }]);
    assert.deepEqual([mail!.kind, mail!.result, mail!.at], ['mail', { state: 'accepted' }, time.now()]);
    assert.equal(attempts.get(mail!.id), mail);
  });

  it('show the conversation as it happens, and pass it on to the listener', async () => {
    const line = { at: 3, speaker: 'client', text: 'EHLO x' } as const;
    const heard: unknown[] = [];
    inner.turn = () => (given) => {
      given.onProgress?.(noProgress(), [line]);
      assert.deepEqual(attempts.all[0]?.transcript, [line]);
      assert.deepEqual(attempts.all[0].result, { state: 'running' });
      return Promise.resolve(taken(given));
    };
    await transport.send({ ...attempt, onProgress: (_, transcript) => heard.push(transcript) });
    assert.deepEqual(heard, [[line]]);
  });

  it('are the last fifty, and contain no password', async () => {
    inner.turn = () => () => Promise.resolve(failed(aFailure()));
    for (let count = 0; count < 53; count++) await transport.send(attempt);
    assert.equal(attempts.all.length, 50);
    assert.equal(attempts.all[49]!.id, '4');
    assert.equal(attempts.get('3'), undefined);
    assert.ok(!JSON.stringify(attempts.all).includes(JSON.stringify(password).slice(1, -1)));
  });

  it('do not include one that could not begin', async () => {
    const broken: Transport = { send: () => Promise.reject(new Error('not there')) };
    await assert.rejects(new RecordedTransport(broken, attempts).send(attempt), /not there/);
    assert.deepEqual(attempts.all, []);
  });

  it('pass on the opening of a connection ahead', async () => {
    await transport.open(account, undefined, 500);
    const proxy = { kind: 'http', host: 'proxy.example.com', port: 3128, username: '', password: '' } as const;
    await transport.open(account, undefined, 500, proxy);
    assert.deepEqual(inner.opened, [
      ['account-1', 500],
      ['account-1', 500],
    ]);
    assert.deepEqual(inner.ways, [undefined, proxy], 'the connection goes past the proxy');
  });
});
