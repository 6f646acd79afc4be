import assert from 'node:assert/strict';
import { aSelfSigned } from '../support/certificates';
import { failed, send, taken, type SendOptions } from '../support/sending';
import { startSmtpServer, type RunningSmtpServer } from '../support/smtpServer';

const username = 'ada@example.com';

// Self-signed and for the address alone, like Bridge's.
const certificate = aSelfSigned({ names: ['127.0.0.1'] });

describe('a server like Proton Mail Bridge', () => {
  let server: RunningSmtpServer;
  before(async () => {
    server = await startSmtpServer(username, { cert: certificate.cert, key: certificate.key, authMethods: ['PLAIN'] });
  });
  after(() => server.stop());

  const post = (options: SendOptions) =>
    send(server.port, {
      ...options,
      account: { provider: 'proton-bridge', security: 'startTls', username, ...options.account },
    });

  it('is not trusted if its certificate is unknown, and gets no password', async () => {
    const refused = await post({});
    const failure = failed(refused);
    assert.deepEqual([failure.cause, failure.step, failure.retry], ['certificateUntrusted', 'tls', 'whenFixed']);
    assert.doesNotMatch(refused.text, /C: AUTH/);
    assert.equal(server.mails.length, 0);
  });

  it('accepts mail if its certificate is trusted', async () => {
    taken(await post({ ca: [certificate.cert] }));
    assert.equal(server.mails.length, 1);
    assert.equal(server.mails[0]?.secure, true);
  });

  it('is reached by its address: its certificate is not for localhost', async () => {
    const refused = await post({ ca: [certificate.cert], account: { host: 'localhost' } });
    const failure = failed(refused);
    assert.deepEqual([failure.cause, failure.detail], ['certificateName', '127.0.0.1']);
    assert.doesNotMatch(refused.text, /C: AUTH/);
  });
});
