import assert from 'node:assert/strict';
import { retryAfter, type FailureCause } from '../../../../src/model/failure/failure';
import { classify, SendRefusal, type FailureContext } from '../../../../src/mail/smtp/classify';
import { anAccount } from '../../../support/builders';
import { everyCause } from '../../../support/causes';
import { cpuTime } from '../../../support/cpuTime';

function at(change: Partial<FailureContext> = {}): FailureContext {
  return {
    account: anAccount(),
    step: 'connect',
    aborted: false,
    connected: false,
    isHandshaking: false,
    greeted: false,
    greeting: '',
    asked: 'greeting',
    bodyBegan: false,
    speaksTls: false,
    sender: 'ada@example.com',
    recipients: ['grace@example.org'],
    ...change,
  };
}

/** An error like nodemailer's: its own code, with the system's code as the original one. */
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

const cases: readonly (readonly [FailureCause, Error, Partial<FailureContext>])[] = [
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
  ['greetingTimedOut', anError('ETIMEDOUT', undefined, { timeoutType: 'GREETING_TIMEOUT' }), { connected: true }],
  ['greetingTimedOut', anError('ETIMEDOUT', undefined, { timeoutType: 'CONNECT_TIMEOUT' }), { connected: true }],
  ...['* OK [CAPABILITY IMAP4rev1] ready', '+OK POP3 ready', 'SSH-2.0-OpenSSH_9.6', '200 news', 'what?'].map(
    (response) =>
      [
        'notSmtp',
        anError('EPROTOCOL', undefined, { message: `Invalid greeting: ${response}`, response, command: 'CONN' }),
        { connected: true, greeted: true, greeting: response },
      ] as const,
  ),
  [
    'notSmtp',
    anError('EPROTOCOL', undefined, { responseCode: 530, response: '530 Please login with USER and PASS.' }),
    { connected: true, greeted: true, greeting: '220 (vsFTPd 3.0.5)', asked: 'EHLO' },
  ],
  [
    'notSmtp',
    anError('ESOCKET', 'ERR_SSL_WRONG_VERSION_NUMBER', { message: 'wrong version number' }),
    { connected: true, account: anAccount({ port: 143 }) },
  ],
  ['notSmtp', anError('ETIMEDOUT'), { connected: true, speaksTls: true, account: anAccount({ port: 993 }) }],
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
  ['tlsTooOld', anError('ESOCKET', 'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'), { isHandshaking: true }],
  ['tlsTooOld', anError('ESOCKET', 'ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED'), { isHandshaking: true }],
  ['tlsTooOld', anError('ESOCKET', 'EPROTO', { message: `${boring}WRONG_SIGNATURE_TYPE` }), { isHandshaking: true }],
  ['tlsTooOld', anError('ESOCKET', 'ERR_SSL_DH_KEY_TOO_SMALL', { message: 'dh key too small' }), {}],
  ['tlsFailed', anError('ESOCKET', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'), { isHandshaking: true }],
  ['tlsFailed', anError('ESOCKET', 'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED'), { isHandshaking: true, ...startTls }],
  [
    'tlsFailed',
    anError('ESOCKET', 'EPROTO', { message: `${boring}TLSV1_ALERT_DECODE_ERROR` }),
    { isHandshaking: true },
  ],
  // With TLS 1.3 the server reads the certificate of this computer only after the handshake.
  ...[
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
    'ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR',
  ].map((code) => ['tlsFailed', anError('ESOCKET', code), { greeted: true }] as const),
  ['connectionLost', anError('ESOCKET', 'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC'), { greeted: true }],
  ['connectionLost', anError('ESOCKET', 'ECONNRESET'), { isHandshaking: true }],
  ['connectionLost', anError('ESOCKET', 'EPIPE'), { isHandshaking: true, greeted: true }],
  ['connectionLost', anError('ETLS'), { isHandshaking: true, greeted: true }],
  ['connectionLost', anError('ESOCKET', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), { greeted: true }],
  ['certificateInvalid', anError('ESOCKET', 'UNSPECIFIED', { message: 'CA signature digest algorithm too weak' }), {}],
  ['certificateInvalid', anError('ESOCKET', 'UNSPECIFIED', { message: 'unhandled critical extension' }), {}],
  ['certificateInvalid', anError('ESOCKET', 'ERR_SSL_CA_MD_TOO_WEAK', { message: 'ca md too weak' }), {}],
  ['certificateInvalid', anError('ESOCKET', 'ERR_SSL_EE_KEY_TOO_SMALL', { message: 'ee key too small' }), {}],
  ['certificateName', anError('ESOCKET', 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), { isHandshaking: true }],
  ['certificateName', anError('ESOCKET', 'EPROTO', { message: `${boring}TLSV1_UNRECOGNIZED_NAME` }), {}],
  ['certificateUntrusted', anError('ESOCKET', 'SELF_SIGNED_CERT_IN_CHAIN'), {}],
  ['certificateUntrusted', anError('ESOCKET', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), {}],
  [
    'certificateChanged',
    anError('ESOCKET', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    { account: anAccount({ host: '127.0.0.1', certificate: 'MIIB' }) },
  ],
  ['certificateExpired', anError('ESOCKET', 'CERT_NOT_YET_VALID'), {}],
  ['certificateName', anError('ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID'), {}],
  ['proxyUnreachable', new SendRefusal('proxyUnreachable', 'connect', 'ECONNREFUSED', 'proxy.test:8080'), {}],
  ['proxyRefused', new SendRefusal('proxyRefused', 'connect', 'EPROXYAUTH', 'proxy.test:8080', '407 No'), {}],
  ['proxyFailed', new SendRefusal('proxyFailed', 'connect', 'EPROXY', 'proxy.test:8080', '503 No'), {}],
  ['passwordMissing', new SendRefusal('passwordMissing', 'signIn', 'ENOAUTH'), {}],
  ['addressUnsupported', new SendRefusal('addressUnsupported', 'sender', 'ESMTPUTF8', 'é@example.org'), {}],
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
    anError('EAUTH', undefined, {
      responseCode: 454,
      response: '454 4.7.0 Too many login attempts',
      command: 'AUTH PLAIN',
    }),
    { greeted: true },
  ],
  ...(
    [
      ['accountBlocked', '550 5.7.1 Your account has been suspended'],
      ['addressListed', '554 5.7.1 Client host [203.0.113.9] blocked using zen.spamhaus.org'],
      ['recipientUnverified', '421 4.7.0 Free accounts are for test purposes only'],
    ] as const
  ).map(
    ([cause, response]) =>
      [
        cause,
        anError('EENVELOPE', undefined, { responseCode: Number(response.slice(0, 3)), response, command: 'RCPT TO' }),
        { greeted: true },
      ] as const,
  ),
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

  it('has a case above for every cause that an attempt can end with', () => {
    const missing = everyCause.filter((cause) => !cases.some(([covered]) => covered === cause));
    // An incomplete account is never tried, and nothing is without what sends.
    assert.deepEqual(missing, ['accountIncomplete', 'notLoaded']);
  });

  it('never throws, no matter what it gets', () => {
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

  it('is fast for an endless reply', () => {
    for (const piece of [
      'auth',
      'auth ',
      '5.7.9 ',
      'daily ',
      'from address ',
      'login attempts ',
      'user is ',
      'exceeded ',
      '1.2.3.4 ',
      '5',
    ]) {
      const response = `535 ${piece.repeat(1_000_000 / piece.length)}`;
      const error = anError('EAUTH', undefined, { responseCode: 535, response, command: 'AUTH PLAIN' });
      // Milliseconds; quadratic code would take minutes.
      assert.ok(cpuTime(() => classify(error, at({ greeted: true }))) < 5_000, piece);
    }
  });

  it('says what OpenSSL and BoringSSL say, without their numbers', () => {
    const openSsl =
      '00B8E2F0:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:../deps/openssl/ssl/record.c:1605:SSL alert number 80';
    for (const [message, detail] of [
      [openSsl, 'tlsv1 alert internal error'],
      [`${boring}TLSV1_ALERT_INTERNAL_ERROR:../../third_party/boringssl`, 'tlsv1 alert internal error'],
    ] as const)
      assert.equal(classify(anError('ESOCKET', 'EPROTO', { message }), at({ isHandshaking: true })).detail, detail);
    // Node 24 adds advice of its own.
    const message = 'CA certificate key too weak; if the root CA is installed locally, try running Node.js with …';
    assert.equal(classify(anError('ESOCKET', 'UNSPECIFIED', { message }), at()).detail, 'CA certificate key too weak');
  });

  it('takes no word of a reply for one of TLS', () => {
    const response = '535 5.7.8 the mechanism is too weak, legacy sigalg, certificate required';
    const error = anError('EAUTH', undefined, {
      message: response,
      responseCode: 535,
      response,
      command: 'AUTH PLAIN',
    });
    assert.equal(classify(error, at({ greeted: true })).cause, 'signInNotOffered');
  });

  it('keeps the system’s code and what the sentence needs', () => {
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
