import assert from 'node:assert/strict';
import { retryAfter, type FailureCause } from '../../../src/model/failure';
import { classify, Refusal, type Circumstances } from '../../../src/mail/classify';
import { anAccount } from '../../support/builders';
import { everyCause } from '../../support/causes';

function at(change: Partial<Circumstances> = {}): Circumstances {
  return {
    account: anAccount(),
    step: 'connect',
    aborted: false,
    greeted: false,
    asked: 'greeting',
    bodyBegan: false,
    speaksTls: false,
    sender: 'ada@example.com',
    recipients: ['grace@example.org'],
    ...change,
  };
}

/** An error as nodemailer makes it: its own code over that of the system. */
function anError(code: string, originalCode?: string, more: object = {}): Error {
  return Object.assign(new Error('message' in more ? String(more.message) : code), {
    code,
    ...(originalCode === undefined ? {} : { originalCode }),
    ...more,
  });
}

const startTls = { account: anAccount({ security: 'startTls' }) };
const sandbox = { account: anAccount({ provider: 'sandbox', security: 'none' }) };
const boring = 'write EPROTO 101057795:error:1000012e:SSL routines:OPENSSL_internal:';

const cases: readonly (readonly [FailureCause, Error, Partial<Circumstances>])[] = [
  ['hostNotFound', anError('EDNS', 'ENOTFOUND'), {}],
  ['hostNotFound', anError('EDNS', 'ENODATA'), {}],
  ['hostNotFound', anError('ESOCKET', 'ENOTFOUND'), {}],
  ['offline', anError('EDNS', 'EAI_AGAIN'), {}],
  ['offline', anError('EDNS', 'ETIMEOUT'), {}],
  ['offline', anError('ESOCKET', 'ENETUNREACH'), {}],
  ['connectionRefused', anError('ESOCKET', 'ECONNREFUSED'), {}],
  ['connectionRefused', anError('ESOCKET', 'EACCES'), {}],
  ['connectionTimedOut', anError('ETIMEDOUT', undefined, { timeoutType: 'CONNECT_TIMEOUT' }), {}],
  ['connectionTimedOut', anError('ETIMEDOUT', undefined, { timeoutType: 'GREETING_TIMEOUT' }), {}],
  ['connectionTimedOut', anError('ESOCKET', 'ETIMEDOUT'), {}],
  ['connectionTimedOut', anError('ESOCKET', 'EHOSTUNREACH'), {}],
  ['needsStartTls', anError('ESOCKET', 'EPROTO', { message: `${boring}WRONG_VERSION_NUMBER:../../third_party` }), {}],
  [
    'needsStartTls',
    anError('ESOCKET', 'ERR_SSL_WRONG_VERSION_NUMBER', { message: 'ssl3_get_record:wrong version number' }),
    {},
  ],
  ['needsStartTls', anError('ESOCKET', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', { message: 'packet length too long' }), {}],
  [
    'needsStartTls',
    anError('EENVELOPE', undefined, {
      responseCode: 530,
      response: '530 5.7.0 Must issue a STARTTLS command first',
      command: 'MAIL FROM',
    }),
    { account: anAccount({ security: 'none' }), greeted: true },
  ],
  [
    'needsImplicitTls',
    anError('ETIMEDOUT', undefined, { timeoutType: 'GREETING_TIMEOUT' }),
    { ...startTls, speaksTls: true },
  ],
  [
    'startTlsMissing',
    anError('ETLS', undefined, { responseCode: 502, response: '502 no', command: 'STARTTLS' }),
    { ...startTls, greeted: true },
  ],
  [
    'startTlsMissing',
    anError('ECONNECTION', undefined, { responseCode: 502, response: '502 no', command: 'EHLO' }),
    { ...startTls, greeted: true },
  ],
  [
    'startTlsMissing',
    anError('ESOCKET', 'EPROTO', { message: `${boring}WRONG_VERSION_NUMBER` }),
    { ...startTls, greeted: true },
  ],
  ['tlsTooOld', anError('ESOCKET', 'EPROTO', { message: `${boring}TLSV1_ALERT_PROTOCOL_VERSION` }), {}],
  ['tlsTooOld', anError('ESOCKET', 'EPROTO', { message: `${boring}UNSUPPORTED_PROTOCOL` }), {}],
  [
    'tlsTooOld',
    anError('ESOCKET', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', { message: 'sslv3 alert handshake failure' }),
    {},
  ],
  ['certificateUntrusted', anError('ESOCKET', 'SELF_SIGNED_CERT_IN_CHAIN'), {}],
  ['certificateUntrusted', anError('ESOCKET', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), {}],
  [
    'certificateChanged',
    anError('ESOCKET', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    { account: anAccount({ host: '127.0.0.1', certificate: 'MIIB' }) },
  ],
  ['certificateExpired', anError('ESOCKET', 'CERT_NOT_YET_VALID'), {}],
  ['certificateName', anError('ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID'), {}],
  ['proxyUnreachable', new Refusal('proxyUnreachable', 'connect', 'ECONNREFUSED', 'proxy.test:8080'), {}],
  ['proxyRefused', new Refusal('proxyRefused', 'connect', 'EPROXYAUTH', 'proxy.test:8080', '407 No'), {}],
  ['proxyFailed', new Refusal('proxyFailed', 'connect', 'EPROXY', 'proxy.test:8080', '503 No'), {}],
  ['passwordMissing', new Refusal('passwordMissing', 'signIn', 'ENOAUTH'), {}],
  ['addressUnsupported', new Refusal('addressUnsupported', 'sender', 'ESMTPUTF8', 'é@example.org'), {}],
  [
    'passwordRefused',
    anError('EAUTH', undefined, { responseCode: 535, response: '535 5.7.8 no', command: 'AUTH PLAIN' }),
    { greeted: true },
  ],
  [
    'appPasswordRequired',
    anError('EAUTH', undefined, {
      responseCode: 534,
      response: '534 5.7.9 Application-specific password required',
      command: 'AUTH PLAIN',
    }),
    { greeted: true },
  ],
  [
    'passwordSignInOff',
    anError('EAUTH', undefined, {
      responseCode: 550,
      response: '550 5.7.30 Basic authentication is not supported',
      command: 'AUTH LOGIN',
    }),
    { greeted: true },
  ],
  [
    'signInNotOffered',
    anError('EAUTH', undefined, {
      responseCode: 504,
      response: '504 5.5.4 Unrecognized authentication type',
      command: 'AUTH PLAIN',
    }),
    { greeted: true },
  ],
  [
    'signInRequired',
    anError('EENVELOPE', undefined, {
      responseCode: 530,
      response: '530 5.7.0 Authentication required',
      command: 'MAIL FROM',
    }),
    { greeted: true },
  ],
  [
    'signInThrottled',
    anError('EAUTH', undefined, { responseCode: 454, response: '454 4.7.0 wait', command: 'AUTH PLAIN' }),
    { greeted: true },
  ],
  [
    'senderRefused',
    anError('EENVELOPE', undefined, {
      responseCode: 550,
      response: '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
      command: 'DATA',
    }),
    { greeted: true },
  ],
  [
    'recipientRefused',
    anError('EENVELOPE', undefined, {
      responseCode: 550,
      response: '550 5.1.1 no',
      command: 'RCPT TO',
      rejected: ['x@example.org'],
    }),
    { greeted: true },
  ],
  ...[
    ['busy', '450 4.7.1 Error: limit of 30 messages per minute exceeded'],
    ['busy', '451 4.7.1 hourly sending limit reached, try again in 10 minutes'],
    ['quota', '452 4.7.1 daily sending limit reached'],
    ['quota', '450 4.2.1 sending limit reached, try again after 24 hours'],
  ].map(
    ([cause, response = '']) =>
      [
        cause as FailureCause,
        anError('EENVELOPE', undefined, { responseCode: Number(response.slice(0, 3)), response, command: 'MAIL FROM' }),
        { greeted: true },
      ] as const,
  ),
  [
    'quota',
    anError('EMESSAGE', undefined, {
      responseCode: 550,
      response: '550 5.4.5 Daily SMTP relay limit exceeded for user',
      command: 'DATA',
    }),
    { greeted: true, bodyBegan: true },
  ],
  [
    'quota',
    anError('EMESSAGE', undefined, {
      responseCode: 554,
      response: '554 5.1.90 reached your daily limit for message recipients',
      command: 'DATA',
    }),
    { greeted: true, bodyBegan: true },
  ],
  [
    'mailboxFull',
    anError('EMESSAGE', undefined, { responseCode: 552, response: '552 5.2.2 mailbox full', command: 'DATA' }),
    { greeted: true, bodyBegan: true },
  ],
  [
    'tooBig',
    anError('EMESSAGE', undefined, { message: 'Message size larger than allowed 100', command: 'MAIL FROM' }),
    { greeted: true },
  ],
  [
    'contentRefused',
    anError('EMESSAGE', undefined, { responseCode: 550, response: '550 5.7.1 looks like spam', command: 'DATA' }),
    { greeted: true, bodyBegan: true },
  ],
  [
    'ehloRefused',
    anError('EPROTOCOL', undefined, { responseCode: 501, response: '501 5.5.4 Invalid EHLO', command: 'HELO' }),
    { greeted: true },
  ],
  [
    'busy',
    anError('EPROTOCOL', undefined, { responseCode: 554, response: '554 listed', command: 'CONN' }),
    { greeted: true },
  ],
  [
    'busy',
    anError('ECONNECTION', undefined, { responseCode: 421, response: '421 bye', command: 'CONN' }),
    { greeted: true, asked: 'RCPT' },
  ],
  ['connectionLost', anError('ECONNECTION', undefined, { command: 'CONN' }), { greeted: true }],
  ['connectionLost', anError('ESOCKET', 'ECONNRESET'), {}],
  ['connectionLost', anError('ETIMEDOUT', undefined, { timeoutType: 'SOCKET_TIMEOUT' }), { greeted: true }],
  ['inDoubt', anError('ECONNECTION', undefined, { command: 'CONN' }), { greeted: true, bodyBegan: true }],
  ['inDoubt', anError('ETIMEDOUT', undefined, { timeoutType: 'SOCKET_TIMEOUT' }), { greeted: true, bodyBegan: true }],
  ['inDoubt', anError('EABORT'), { greeted: true, bodyBegan: true, aborted: true }],
  [
    'inDoubt',
    anError('EMESSAGE', undefined, { responseCode: 354, response: '354 more', command: 'DATA' }),
    { greeted: true, bodyBegan: true },
  ],
  ['cancelled', anError('EABORT'), { aborted: true }],
  ['sandboxUnavailable', anError('ESOCKET', 'ECONNREFUSED'), sandbox],
  ['unknown', anError('ECONFIG'), {}],
  ['unknown', new Error('what?'), {}],
];

describe('classify', () => {
  for (const [cause, error, circumstances] of cases) {
    it(`${cause}: ${JSON.stringify(error)}`, () => {
      const failure = classify(error, at(circumstances));
      assert.equal(failure.cause, cause);
      assert.equal(failure.retry, retryAfter(cause));
      assert.notEqual(failure.code, '');
    });
  }

  it('has a case above for every cause', () => {
    assert.deepEqual(
      everyCause.filter((cause) => !cases.some(([covered]) => covered === cause)),
      [],
    );
  });

  it('never throws, whatever is thrown', () => {
    for (const thrown of [
      undefined,
      null,
      'text',
      5,
      {},
      [],
      Object.assign(new Error('x'), { code: 20, response: undefined }),
    ]) {
      assert.equal(classify(thrown, at()).cause, 'unknown');
    }
  });

  it('is not kept busy by an endless reply', () => {
    for (const piece of ['auth', 'auth ', '5.7.9 ', 'daily ', 'from address ', 'login attempts ', '5']) {
      const response = `535 ${piece.repeat(1_000_000 / piece.length)}`;
      const begun = Date.now();
      classify(
        anError('EAUTH', undefined, { responseCode: 535, response, command: 'AUTH PLAIN' }),
        at({ greeted: true }),
      );
      assert.ok(Date.now() - begun < 500, piece);
    }
  });

  it('keeps the code of the system, and what the sentence needs', () => {
    assert.equal(classify(anError('ESOCKET', 'ECONNREFUSED'), at()).code, 'ECONNREFUSED');
    const cert = {
      subjectaltname: 'DNS:mail.example.net, DNS:*.example.fr, DNS:[x](command:y), IP Address:10.0.0.1, URI:x',
      subject: { CN: 'x' },
    };
    const named = classify(anError('ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID', { cert }), at());
    assert.equal(named.detail, 'mail.example.net, *.example.fr, 10.0.0.1');
    const old = classify(
      anError('ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subject: { CN: 'mail.example.net' } } }),
      at(),
    );
    assert.equal(old.detail, 'mail.example.net');
  });
});
