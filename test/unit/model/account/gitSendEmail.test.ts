import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isLoopback } from '../../../../src/model/account/hostName';
import { gitKeys, readGitAccounts, type GitAccounts } from '../../../../src/model/account/gitSendEmail';
import { password } from '../../../support/builders';
import { needsGit } from '../../../support/wine';
import { presets } from '../../../../src/model/provider/presetList';

const providerAt = (host: string) => presets().find(({ smtp }) => smtp.some((one) => one.host === host))?.id;

describe('the settings of git send-email', () => {
  let folder: string;
  before(function () {
    folder = mkdtempSync(path.join(tmpdir(), 'mail-when-done-git-'));
    needsGit(this);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What our call of the real Git returns for a configuration file. */
  function ask(text: string): string {
    const file = path.join(folder, 'config');
    writeFileSync(file, text);
    const pattern = `^sendemail\\.(.*\\.)?(${gitKeys.join('|')})$`;
    const command = ['config', '--file', file, '--null', '--get-regexp', pattern];
    const { stdout } = spawnSync('git', command, { encoding: 'utf8' });
    return stdout;
  }

  function read(text: string): GitAccounts {
    let count = 0;
    return readGitAccounts({ settings: ask(text) }, () => `git-${++count}`, providerAt);
  }

  const mine = ['[sendemail]', 'smtpUser = ada@example.com', 'from = Ada <ada@example.com>', 'smtpEncryption = ssl'];
  const origins: readonly (readonly [
    what: string,
    user: readonly string[],
    repository: readonly string[],
    shown: readonly (readonly [name: string, fromRepository: string, isMixed: boolean])[],
  ])[] = [
    [
      'the server of a repository beside my name and address',
      mine,
      ['[sendemail]', 'smtpServer = evil.test', 'smtpServerPort = 465'],
      [['evil.test', 'smtpServer, smtpServerPort', true]],
    ],
    [
      'a sender of the repository',
      [...mine, 'smtpServer = smtp.example.com'],
      ['[sendemail]', 'from = Eve <eve@evil.test>'],
      [['smtp.example.com', 'from', true]],
    ],
    [
      'all of the repository',
      [],
      [...mine, 'smtpServer = a.test'],
      [['a.test', 'smtpServer, smtpEncryption, smtpUser, from', false]],
    ],
    ['all of mine', [...mine, 'smtpServer = a.test'], ['[core]', 'bare = false'], [['a.test', '', false]]],
    [
      'an identity of the repository that takes over what all share',
      mine,
      ['[sendemail "work"]', 'smtpServer = evil.test'],
      [['work', 'smtpServer', true]],
    ],
    [
      'an identity of mine that stands above the repository',
      [...mine, '[sendemail "work"]', 'smtpServer = smtp.example.com', 'smtpUser = me@example.com'],
      ['[sendemail]', 'smtpUser = eve@evil.test'],
      [['work', '', false]],
    ],
  ];
  for (const [what, user, repository, shown] of origins)
    it(`show what is from the repository: ${what}`, () => {
      // Git reads the repository's file last.
      const ofRepository = ask(repository.join('\n'));
      const settings = ask(user.join('\n')) + ofRepository;
      const { accounts } = readGitAccounts({ settings, ofRepository }, () => 'id', providerAt);
      assert.deepEqual(
        accounts.map(({ draft, fromRepository, isMixed }) => [draft.name, fromRepository.join(', '), isMixed]),
        shown,
      );
    });

  it('become an account', () => {
    const { accounts, unusable } = read(`[sendemail]
      smtpServer = smtp.example.com
      smtpServerPort = 587
      smtpEncryption = tls
      smtpUser = ada@example.com
      smtpDomain = laptop.example.com
      smtpAuth = LOGIN
      from = "Lovelace, Ada" <ada@example.com>
      to = List <list@example.org>, grace@example.org
      to = third@example.org
    `);
    assert.deepEqual(unusable, []);
    assert.equal(accounts.length, 1);
    const [{ draft, to, remarks }] = accounts as [(typeof accounts)[number]];
    assert.deepEqual(
      { ...draft },
      {
        ...draft,
        id: 'git-1',
        name: 'smtp.example.com',
        email: 'ada@example.com',
        provider: 'custom',
        host: 'smtp.example.com',
        port: '587',
        security: 'startTls',
        authentication: true,
        username: 'ada@example.com',
        senderName: 'Lovelace, Ada',
        fromAddress: 'ada@example.com',
        recipients: [],
        ehloDomain: 'laptop.example.com',
        authMethod: 'LOGIN',
      },
    );
    assert.deepEqual(to, ['list@example.org', 'grace@example.org', 'third@example.org']);
    assert.deepEqual(remarks, []);
  });

  it('never contain the password, which we do not ask Git for', () => {
    const text = ask(`[sendemail]
      smtpServer = smtp.example.com
      smtpPass = secret-one
      [sendemail "work"]
      smtpPass = "${password.replaceAll(/["\\]/g, '')}"
      smtpPassword = secret-two
    `);
    assert.ok(text.includes('smtp.example.com'));
    assert.ok(!/secret|pass|qZ7/i.test(text), text);
  });

  it('include identities, which inherit what they do not set', () => {
    const { accounts } = read(`[sendemail]
      smtpServer = smtp.example.com
      smtpEncryption = ssl
      from = ada@example.com
      [sendemail "Work.Place"]
      smtpServer = smtp.gmail.com
      smtpServerPort = smtps
      [sendemail "home"]
      from = home@example.com
    `);
    assert.deepEqual(
      accounts.map(({ identity, draft }) => [
        identity,
        draft.name,
        draft.host,
        draft.port,
        draft.provider,
        draft.email,
      ]),
      [
        ['', 'smtp.example.com', 'smtp.example.com', '465', 'custom', 'ada@example.com'],
        ['Work.Place', 'Work.Place', 'smtp.gmail.com', '465', 'gmail', 'ada@example.com'],
        ['home', 'home', 'smtp.example.com', '465', 'custom', 'home@example.com'],
      ],
    );
  });

  it('without their own server serve identities only', () => {
    const { accounts, unusable } = read(`[sendemail]
      from = ada@example.com
      [sendemail "work"]
      smtpServer = mail.example.com
      smtpEncryption = tls
      [sendemail "home"]
      smtpUser = ada
    `);
    assert.deepEqual(
      accounts.map(({ identity }) => identity),
      ['work'],
    );
    assert.deepEqual(unusable, ['The identity home names no SMTP server.']);
  });

  it('say that a program cannot be used', () => {
    const { accounts, unusable } = read('[sendemail]\nsmtpServer = /usr/bin/msmtp\n');
    assert.deepEqual(accounts, []);
    assert.match(unusable.join(), /^\/usr\/bin\/msmtp is a program on this computer/);
    assert.match(read('[sendemail]\nfrom = ada@example.com\n').unusable.join(), /names no SMTP server/);
  });

  it('use encryption, unless the server is on this computer', () => {
    const security = (text: string): unknown[] => {
      const [found] = read(`[sendemail]\n${text}`).accounts;
      return [found?.draft.security, found?.draft.port, found?.remarks.length];
    };
    assert.deepEqual(security('smtpServer = mail.example.com'), ['startTls', '25', 1]);
    assert.deepEqual(security('smtpServer = mail.example.com\nsmtpServerPort = 465'), ['implicitTls', '465', 1]);
    assert.deepEqual(security('smtpServer = mail.example.com\nsmtpSSL = true'), ['implicitTls', '465', 0]);
    assert.deepEqual(security('smtpServer = localhost\nsmtpServerPort = 1025'), ['none', '1025', 0]);
  });

  it('say what is not taken over', () => {
    const [found] = read(`[sendemail]
      smtpServer = mail.example.com
      smtpEncryption = tls
      smtpUser = ada
      smtpAuth = XOAUTH2
      smtpSslCertPath = /etc/ssl
    `).accounts;
    assert.equal(found?.draft.authMethod, 'automatic');
    assert.match(found?.remarks.join(' ') ?? '', /smtpSslCertPath.*XOAUTH2/);
  });

  it('sign in only with a user name, and not if Git is configured not to', () => {
    const signsIn = (text: string): unknown =>
      read(`[sendemail]\nsmtpServer = mail.example.com\n${text}`).accounts[0]?.draft.authentication;
    assert.equal(signsIn(''), false);
    assert.equal(signsIn('smtpUser = ada'), true);
    assert.equal(signsIn('smtpUser = ada\nsmtpAuth = none'), false);
  });

  it('may name the port behind the server, by number or by name', () => {
    for (const [server, port, expected] of [
      ['smtp.example.com:587', '', ['smtp.example.com', '587']],
      ['smtp.example.com:submission', '', ['smtp.example.com', '587']],
      ['[2001:db8::1]:587', '', ['2001:db8::1', '587']],
      ['[2001:db8::1]:submission', '', ['2001:db8::1', '587']],
      ['[2001:db8::1]', '465', ['2001:db8::1', '465']],
      ['2001:db8::1', '', ['2001:db8::1', '25']],
      ['[::1]:1025', '', ['::1', '1025']],
      ['192.168.1.20:2525', '', ['192.168.1.20', '2525']],
      ['smtp.münchen.de:587', '', ['smtp.xn--mnchen-3ya.de', '587']],
      ['smtp.example.com:mail', '', ['smtp.example.com', '25']],
      ['smtp.example.com', 'MAIL', ['smtp.example.com', '25']],
      ['smtp.example.com', 'msa', ['smtp.example.com', '587']],
      ['smtp.example.com', 'ssmtp', ['smtp.example.com', '465']],
      ['smtp.example.com', 'urd', ['smtp.example.com', '465']],
      ['smtp.example.com', '2525', ['smtp.example.com', '2525']],
    ] as const) {
      const { accounts } = read(`[sendemail]\n smtpServer = ${server}\n${port && ` smtpServerPort = ${port}\n`}`);
      const [{ draft }] = accounts as [(typeof accounts)[number]];
      assert.deepEqual([draft.host, draft.port], expected);
      assert.equal(draft.security === 'none', isLoopback(draft.host), server);
    }
  });

  it('are no server where they name a program in the home folder', () => {
    const { accounts, unusable } = read('[sendemail]\n smtpServer = ~/bin/msmtp-wrapper\n');
    assert.deepEqual([accounts.length, unusable.length], [0, 1]);
  });

  it('may have the name behind the address', () => {
    const { accounts } = read('[sendemail]\n smtpServer = mx\n from = ada@example.com (Ada Lovelace)\n');
    const [{ draft }] = accounts as [(typeof accounts)[number]];
    assert.deepEqual([draft.fromAddress, draft.senderName], ['ada@example.com', 'Ada Lovelace']);
  });
});
