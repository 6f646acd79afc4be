import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changesBetween, changesText } from '../../../../src/host/support/settingChanges';
import { SettingsLog } from '../../../../src/host/support/settingsLog';
import { type Manifest, valueShown } from '../../../../src/host/support/settingsShown';
import { Storage, type GlobalValues } from '../../../../src/host/editor/storage';
import { emptyDraft } from '../../../../src/model/account/account';
import { Emitter } from '../../../../src/model/emitter';
import { aDraft } from '../../../support/builders';

const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../package.json'), 'utf8')) as Manifest;
const account = { id: 'a', host: 'smtp.example.com', port: 465, recipients: ['grace@example.org'] };
const plain = { time: String, entry: ({ entry = '' }) => entry, value: (_change: unknown, value: unknown) => value };

describe('the log of changed settings', () => {
  it('says which field of which account was changed, from what to what', () => {
    const changes = changesBetween(
      { enabled: true, accounts: [account] },
      { enabled: false, accounts: [{ ...account, host: 'smtp.example.org', ehloDomain: 'x.example' }] },
      7,
    );
    assert.equal(
      changesText(changes, plain),
      [
        '7  accounts › a › ehloDomain: (not set) → "x.example"',
        '7  accounts › a › host: "smtp.example.com" → "smtp.example.org"',
        '7  enabled: true → false',
        '',
      ].join('\n'),
    );
  });

  it('says nothing where nothing was changed, and all of an account that was added or deleted', () => {
    assert.deepEqual(changesBetween({ accounts: [account] }, { accounts: [{ ...account }] }, 0), []);
    const added = changesBetween({ accounts: [] }, { accounts: [account] }, 0);
    assert.deepEqual(
      added.map(({ field, before, after }) => [field, before, after]),
      [
        ['host', undefined, 'smtp.example.com'],
        ['port', undefined, 465],
        ['recipients', undefined, ['grace@example.org']],
      ],
    );
    assert.equal(changesBetween({ accounts: [account] }, { accounts: [] }, 0).length, 3);
  });

  it('shortens what is long', () => {
    const [change] = changesBetween({ quietHours: '' }, { quietHours: 'x'.repeat(5_000) }, 0);
    assert.ok(String(change?.after).length < 300);
  });

  it('shows no address and no text in a bundle, but what is a number or a choice', () => {
    const changes = changesBetween(
      { accounts: [{ id: 'a', username: 'ada', security: 'none', password: false }], rules: [], dnsServers: [] },
      {
        accounts: [
          {
            id: 'a',
            username: 'countess',
            security: 'startTls',
            password: true,
            recipients: ['grace@example.org'],
            extraHeaders: ['X-Token: abc'],
          },
        ],
        rules: [{ id: 'r', name: 'Ada’s', recipients: ['eve@example.org'] }],
        templates: { failed: { subject: 'Ada failed' } },
      },
      0,
    );
    const text = changesText(changes, {
      ...plain,
      value: ({ setting, field }, value) => valueShown(setting, field, value, manifest),
    });
    assert.doesNotMatch(text, /ada|countess|grace|eve@|abc/i);
    assert.match(text, /security: "none" → "startTls"/);
    assert.match(text, /password: false → true/);
    assert.match(text, /username: "\*{3}" → "\*{3}"/);
    assert.match(text, /recipients: \(not set\) → \["\*{3}@example\.org"\]/);
  });

  it('begins with what is there, keeps what follows, and says of a password only whether there is one', async () => {
    const kept = new Map<string, unknown>();
    const storage = new Storage<GlobalValues>({
      get: (key: string) => kept.get(key) as never,
      update: (key, value) => Promise.resolve(void kept.set(key, value)),
    });
    const changed = new Emitter();
    let draft = aDraft({ id: 'a', name: 'Work' });
    let passwordSet = false;
    const accounts = {
      onDidChange: changed.event as never,
      get snapshots() {
        return [{ draft, passwordSet, saved: true, validity: { state: 'ready' } as const }];
      },
    };
    const settings = { get: (() => []) as never };
    const log = new SettingsLog(settings, accounts, storage, { now: () => 5 }, ['accounts', 'rules']);
    const look = async (): Promise<void> => {
      changed.fire();
      await Promise.resolve();
    };
    await look();
    assert.deepEqual(log.changes, []);
    passwordSet = true;
    await look();
    draft = { ...draft, port: '587', security: 'startTls' };
    await look();
    assert.deepEqual(
      log.changes.map(({ field, before, after }) => [field, before, after]),
      [
        ['password', false, true],
        ['port', 465, 587],
        ['security', 'implicitTls', 'startTls'],
      ],
    );
    assert.equal(log.nameOf(log.changes[0]!), 'Work');
    draft = emptyDraft('b');
    assert.equal(log.nameOf(log.changes[0]!), 'a');
    log.dispose();
  });
});
