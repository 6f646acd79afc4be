import assert from 'node:assert/strict';
import { emptyDraft, sameBinding, type AccountDraft } from '../../../../src/model/account/account';
import { bindingOfDraft, parseAccount, recipientProblems } from '../../../../src/model/account/parseAccount';
import type { TlsPolicy } from '../../../../src/model/account/security';
import { aDraft } from '../../../support/builders';

/** The problems of a complete draft after a change, as `field: sentence`. */
function problemsOf(change: Partial<AccountDraft>, passwordSet = true, tls?: TlsPolicy): string[] {
  return parseAccount(aDraft(change), passwordSet, tls).problems.map(({ field, message }) => `${field}: ${message}`);
}

function only(problems: string[], pattern: RegExp): void {
  assert.equal(problems.length, 1, problems.join('\n'));
  assert.match(problems[0] ?? '', pattern);
}

describe('parseAccount', () => {
  it('accepts a complete draft', () => {
    const { account, problems } = parseAccount(aDraft(), true);
    assert.deepEqual(problems, []);
    assert.equal(account?.port, 465);
  });

  it('lists all that an empty draft lacks, in the order of the form', () => {
    const { account, problems } = parseAccount(emptyDraft('a'), false);
    assert.equal(account, undefined);
    assert.deepEqual(
      problems.map(({ field, kind }) => [field, kind]),
      [
        ['host', 'missing'],
        ['username', 'missing'],
        ['password', 'missing'],
        ['fromAddress', 'missing'],
        ['recipients', 'missing'],
      ],
    );
  });

  it('fills in name, From address and sender name', () => {
    const { account } = parseAccount(aDraft({ name: ' ', fromAddress: '', senderName: '' }), true);
    assert.equal(account?.name, 'ada@example.com');
    assert.equal(account?.fromAddress, 'ada@example.com');
    assert.equal(account?.senderName, 'Mail When Done');
  });

  it('requires a From address if the user name is not one', () => {
    only(problemsOf({ fromAddress: '', username: 'ada' }), /^fromAddress: Enter the address/);
    only(problemsOf({ fromAddress: '', authentication: false }), /^fromAddress: Enter the address/);
    only(
      problemsOf({ fromAddress: '', host: 'localhost', security: 'none', port: '25' }),
      /^fromAddress: Enter the address/,
    );
  });

  it('requires neither user name nor password without authentication', () => {
    const { account, problems } = parseAccount(aDraft({ authentication: false, username: '' }), false);
    assert.deepEqual(problems, []);
    assert.equal(account?.username, '');
  });

  it('requires a password that belongs to the server', () => only(problemsOf({}, false), /^password: /));

  for (const port of ['', '0', '65536', '-1', '4.5', 'smtp', '1e3']) {
    it(`refuses the port ${JSON.stringify(port)}`, () => only(problemsOf({ port }), /^port: .* from 1 to 65535/));
  }

  for (const [chosen, port, security, offered] of [
    ['STARTTLS while 465 stands there', '465', 'startTls', [{ port: '587' }, { security: 'implicitTls' }]],
    [
      'STARTTLS while 465 stands there with spaces',
      ' 465 ',
      'startTls',
      [{ port: '587' }, { security: 'implicitTls' }],
    ],
    ['implicit TLS while 587 stands there', '587', 'implicitTls', [{ port: '465' }, { security: 'startTls' }]],
    ['no encryption while 465 stands there', '465', 'none', [{ security: 'implicitTls' }]],
  ] as const) {
    it(`offers the port and the security that fit to whoever chooses ${chosen}`, () => {
      const draft = aDraft({ port, security, trustedNetwork: true });
      const { problems } = parseAccount(draft, true, 'optional');
      assert.deepEqual(
        problems.map(({ field, mends }) => [field, mends?.map(({ set }) => set)]),
        [['port', offered]],
      );
      for (const { set, label } of problems[0]?.mends ?? [])
        assert.deepEqual(parseAccount({ ...draft, ...set }, true, 'optional').problems, [], label);
    });
  }

  it('takes the ports and securities that fit, and any on this computer', () => {
    assert.deepEqual(problemsOf({ port: '587', security: 'startTls' }), []);
    assert.deepEqual(problemsOf({ port: '2465', security: 'implicitTls' }), []);
    assert.deepEqual(problemsOf({ host: '127.0.0.1', port: '587', security: 'implicitTls' }), []);
    assert.deepEqual(problemsOf({ port: '587', security: 'none', trustedNetwork: true }, true, 'optional'), []);
  });

  it('says of the port of a mailbox or another server that it is none of SMTP', () => {
    for (const [port, name] of [
      ['143', 'IMAP'],
      ['993', 'IMAP'],
      ['110', 'POP3'],
      ['995', 'POP3'],
      ['21', 'FTP'],
      ['22', 'SSH'],
    ] as const) {
      for (const security of ['implicitTls', 'startTls'] as const) {
        const { problems } = parseAccount(aDraft({ port, security }), true);
        assert.deepEqual(
          problems.map(({ field, message, mends }) => [field, message, mends?.map(({ set }) => set)]),
          [
            [
              'port',
              `Port ${port} is the one of ${name}; SMTP is on 465 or 587.`,
              [{ port: '465', security: 'implicitTls' }],
            ],
          ],
        );
      }
      // Whoever runs a server on this computer knows why it listens there.
      assert.deepEqual(problemsOf({ host: '127.0.0.1', port, security: 'startTls' }), []);
    }
  });

  it('accepts no encryption only on loopback or after a confirmation', () => {
    const plain = { security: 'none', port: '25' } as const;
    only(problemsOf(plain, true, 'optional'), /^security: Without encryption.* confirm that you trust the network/);
    assert.deepEqual(problemsOf({ ...plain, trustedNetwork: true }, true, 'optional'), []);
    for (const tls of ['optional', 'required', 'byAdministrator'] as const)
      assert.deepEqual(problemsOf({ ...plain, host: '127.0.0.1' }, true, tls), []);
  });

  it('accepts no confirmation while TLS is required, and says who may allow it', () => {
    const trusted = { security: 'none', port: '25', trustedNetwork: true } as const;
    only(problemsOf(trusted), /^security: .*turn off “Require TLS”/);
    only(problemsOf(trusted, true, 'byAdministrator'), /^security: .*the administrator of this computer/);
    assert.equal(parseAccount(aDraft(trusted), true).account, undefined);
  });

  it('lets no proxy read along', () => {
    const plain = { security: 'none', port: '25', trustedNetwork: true, useProxy: true } as const;
    const { account, problems } = parseAccount(aDraft(plain), true, 'optional');
    assert.equal(account, undefined);
    assert.deepEqual(
      problems.map(({ field, mends }) => [field, mends?.map(({ set }) => set)]),
      [['security', [{ useProxy: false }]]],
    );
    assert.deepEqual(problemsOf({ ...plain, host: '127.0.0.1' }), []);
    assert.deepEqual(problemsOf({ useProxy: true }), []);
  });

  it('checks every recipient and says which one is wrong', () => {
    only(problemsOf({ recipients: ['a@b.fr', 'c@d.fr, e@f.fr'] }), /^recipients: .*one address only/);
    only(problemsOf({ recipients: ['Eve <eve@x.fr>'] }), /^recipients: .*bare address/);
    only(problemsOf({ recipients: ['', ' '] }), /^recipients: Enter at least one/);
    assert.deepEqual(
      recipientProblems(aDraft({ recipients: ['a@b.fr', '', 'A@B.fr', 'x'] })).map((message) => message !== undefined),
      [false, false, true, true],
    );
  });

  it('checks the advanced fields', () => {
    only(problemsOf({ ehloDomain: 'a b' }), /^ehloDomain: /);
    only(problemsOf({ replyTo: 'x' }), /^replyTo: /);
    only(problemsOf({ supportLink: 'javascript:alert(1)' }), /^supportLink: /);
    only(problemsOf({ supportLink: 'https://u:p@example.com' }), /^supportLink: .*password/);
    only(problemsOf({ senderName: 'a\r\nBcc: eve@x.fr' }), /^senderName: .*line breaks/);
    only(problemsOf({ username: 'a\u0000b', fromAddress: 'a@b.fr' }), /^username: .*line breaks/);
    assert.deepEqual(
      problemsOf({ supportLink: 'https://example.com/help', replyTo: 'a@b.fr', ehloDomain: 'x.fr' }),
      [],
    );
    assert.deepEqual(problemsOf({ supportLink: 'help@example.com' }), []);
  });

  it('needs only addresses for the sandbox, and accepts nothing else', () => {
    const draft = aDraft({ provider: 'sandbox', host: 'evil.example', port: 'x', username: '', fromAddress: '' });
    const { account, problems } = parseAccount(draft, false);
    assert.deepEqual(problems, []);
    assert.equal(account?.host, '127.0.0.1');
    assert.equal(account?.fromAddress, 'ada@example.com');
  });

  it('binds the password to server and user, for any spelling of the host', () => {
    const binding = { host: 'smtp.example.com', port: 465, security: 'implicitTls', username: 'ada@example.com' };
    assert.deepEqual(bindingOfDraft(aDraft({ host: ' SMTP.Example.com ' })), binding);
    assert.ok(sameBinding(bindingOfDraft(aDraft({ port: 'x' })), bindingOfDraft(aDraft({ port: 'x' }))));
    assert.ok(!sameBinding(bindingOfDraft(aDraft()), bindingOfDraft(aDraft({ port: '587' }))));
  });

  it('keeps what shapes the last character of a name that is only shown, and takes an invisible name for none', () => {
    const { account } = parseAccount(aDraft({ name: ' Work \u2764\ufe0f ', senderName: 'Ada \u2764\ufe0f' }), true);
    assert.deepEqual([account?.name, account?.senderName], ['Work \u2764\ufe0f', 'Ada \u2764\ufe0f']);
    for (const blank of ['\u200b', '\ufe0f', ' \u2800 ', '\u3164']) {
      const { account: unnamed } = parseAccount(aDraft({ name: blank, email: 'ada@example.com' }), true);
      assert.equal(unnamed?.name, 'ada@example.com');
    }
  });
});
