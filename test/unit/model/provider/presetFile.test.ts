// Checks every entry of presets.json, and that `npm run presets` produces the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changesBetween } from '../../../../presets/changes';
import { fileText, merge, type Base, type Overlay } from '../../../../presets/merge';
import { withTable } from '../../../../presets/table';
import { hostProblem, isLoopback } from '../../../../src/model/account/hostName';
import {
  passwordKinds,
  passwordSignIns,
  presetGroups,
  presetNotes,
  readPreset,
  type PresetRow,
} from '../../../../src/model/provider/preset';
import { appPasswordSteps, passwordHint, presetNote, presetWarning } from '../../../../src/model/provider/presetWords';
import file from '../../../../src/model/provider/presets.json';

const root = path.resolve(__dirname, '..', '..', '..', '..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const base = JSON.parse(read('presets/ispdb.json')) as Base;
const overlay = JSON.parse(read('presets/overlay.json')) as Overlay;
const rows: readonly PresetRow[] = file.providers;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const isDomain = (text: string): boolean => text.includes('.') && text.split('.').every((part) => label.test(part));
const oneOf = (words: readonly string[], word: string | undefined): void => {
  if (word !== undefined) assert.ok(words.includes(word), word);
};

describe('presets.json', () => {
  it('is the result of npm run presets on the base and the overlay', () => {
    const made = merge(base, overlay);
    assert.deepEqual(made.complaints, []);
    assert.deepEqual(changesBetween(rows, made.rows), []);
    assert.equal(read('src/model/provider/presets.json'), fileText(made.rows));
  });

  it('has every provider and every domain of the base', () => {
    assert.equal(base.providers.length, 163);
    const domains = new Set(rows.flatMap((row) => row.domains?.split(' ') ?? []));
    const lost = base.providers.flatMap((provider) => provider.domains).filter((domain) => !domains.has(domain));
    assert.deepEqual(lost, []);
  });

  it('contains its licence notice', () => assert.match(file.notice, /Mozilla Public License, v\. 2\.0/));

  it('contains no id and no domain twice', () => {
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    assert.ok(!ids.includes('custom') && !ids.includes('sandbox'));
    const domains = rows.flatMap((row) => row.domains?.split(' ') ?? []);
    assert.deepEqual(domains, [...new Set(domains)]);
  });

  for (const row of rows) {
    it(`includes ${row.id}`, () => {
      const preset = readPreset(row);
      assert.match(row.id, /^[a-z0-9][a-z0-9.-]*$/);
      assert.ok(row.name.trim() === row.name && row.name !== '' && !row.name.includes('%'), row.name);
      for (const domain of preset.domains) assert.ok(isDomain(domain), domain);
      assert.ok(preset.smtp.length > 0);
      for (const { host, port, security } of [...preset.smtp, ...(preset.imap ? [preset.imap] : [])]) {
        const whole = host.replace(/<(domain|region|number)>/, 'x.example');
        assert.ok(isLoopback(host) || (isDomain(whole) && hostProblem(whole) === undefined), host);
        assert.ok(port >= 1 && port <= 65_535);
        assert.ok(security === 'implicitTls' || security === 'startTls' || (security === 'none' && isLoopback(host)));
        // The two ports with a fixed security, and the port that home networks block.
        if (!isLoopback(host)) assert.ok(port !== 465 || security === 'implicitTls', `${host}:${port}`);
        assert.ok(port !== 587 || security === 'startTls', `${host}:${port}`);
      }
      oneOf(passwordSignIns, row.signIn);
      oneOf(passwordKinds, row.password);
      oneOf(presetGroups, row.group);
      for (const note of row.notes ?? []) oneOf(presetNotes, note);
      for (const word of [row.user, row.imapUser]) {
        if (word !== undefined) assert.match(word, /^(email|local|localAndDomain|own|none|=\S+)$/);
      }
      for (const page of [row.page, row.help]) {
        if (page !== undefined) assert.equal(new URL(page).protocol, 'https:');
      }
      if (row.groups !== undefined) assert.match(row.groups, /^\dx\d (spaces|hyphens)$/);
      if (row.ownDomainHost !== undefined) assert.ok(isDomain(row.ownDomainHost));
      for (const limit of [row.mailsPerDay, row.mailsPerMinute, row.recipientsPerMail, row.megabytes]) {
        if (limit !== undefined) assert.ok(Number.isInteger(limit) && limit > 0);
      }
      // An app password without a hint, or a refusal without a warning, would leave people guessing.
      if (row.signIn === 'appPasswordOnly') assert.notEqual(passwordHint(preset), '');
      // The steps belong to app passwords alone, and lead to the page where the provider has one.
      const steps = appPasswordSteps(preset);
      const isApp = preset.passwordKind === 'app' || preset.passwordKind === 'appIfTwoStep';
      assert.equal(steps.length >= 3, isApp);
      if (isApp && row.page !== undefined) assert.ok(steps.some((step) => step.includes(row.page ?? '')));
      for (const step of steps) assert.doesNotMatch(step, /undefined|\{\d\}|[^.]$/);
      if (row.signIn === 'refused') assert.notEqual(presetWarning(preset), '');
      for (const words of [passwordHint(preset), presetWarning(preset), presetNote(preset)]) {
        assert.match(words, /^$|^\S.*\.$/);
        assert.doesNotMatch(words, /undefined|\{\d\}|\s{2}/);
      }
    });
  }
});

describe('the overlay', () => {
  for (const { id, fields } of overlay.providers) {
    it(`names the source and date of each field of ${id}`, () => {
      assert.ok(Object.keys(fields).length > 0);
      for (const [key, { value, source, checkedOn }] of Object.entries(fields)) {
        assert.ok(value !== undefined && value !== '', key);
        assert.ok(source.length > 10, key);
        assert.match(checkedOn, /^20\d\d-\d\d-\d\d$/, key);
        assert.ok(!Number.isNaN(Date.parse(checkedOn)), key);
      }
    });
  }

  it('says for each reviewed mailbox or service which password it takes', () => {
    const silent = rows.filter(({ group, signIn }) => group !== undefined && signIn === undefined);
    assert.deepEqual(
      silent.map(({ id }) => id),
      [],
    );
  });

  it('is listed as a table in docs/providers.md', () => {
    const docs = read('docs/providers.md');
    for (const { id } of overlay.providers) assert.ok(docs.includes(`(\`${id}\`)`), id);
    const cells = (text: string): string => text.replace(/[\s-]+/g, ' ');
    assert.equal(cells(withTable(docs, overlay, rows)), cells(docs));
  });
});

describe('npm run presets', () => {
  const [gmail, yahoo] = rows.filter(({ id }) => id === 'gmail' || id === 'yahoo') as [PresetRow, PresetRow];

  it('lists what was added, removed and changed', () => {
    const changed = { ...gmail, smtp: ['smtp.new.example:465'], domains: `${gmail.domains} new.example` };
    assert.deepEqual(changesBetween([gmail, yahoo], [changed, { ...yahoo, id: 'new' }]), [
      'removed yahoo (Yahoo Mail)',
      'changed gmail: domains +new.example',
      `changed gmail: smtp ${JSON.stringify(gmail.smtp)} → ["smtp.new.example:465"]`,
      'added new (Yahoo Mail)',
    ]);
    assert.deepEqual(changesBetween([gmail, yahoo], [yahoo, gmail]), ['the order changed']);
    assert.deepEqual(changesBetween(rows, rows), []);
  });

  it('asks for a review if the base no longer says what the overlay was reviewed against', () => {
    const providers = base.providers.map((provider) =>
      provider.domains.includes('gmail.com')
        ? { ...provider, smtp: provider.smtp.map((server) => ({ ...server, hostname: 'smtp.new.example' })) }
        : provider,
    );
    const { complaints } = merge({ ...base, providers }, overlay);
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', /^gmail\.smtp: the base has \["smtp\.new\.example:465"\]/);
  });

  it('asks for a review if a provider is gone or a domain occurs twice', () => {
    const without = base.providers.filter(({ domains }) => !domains.includes('gmail.com'));
    assert.match(merge({ ...base, providers: without }, overlay).complaints.join('\n'), /gmail: nobody has gmail\.com/);
    const twice = [...base.providers, { ...base.providers[0]!, id: 'other', domains: ['gmail.com'] }];
    assert.match(merge({ ...base, providers: twice }, overlay).complaints.join('\n'), /two providers have gmail\.com/);
  });

  it('turns servers without encryption into STARTTLS, and says so', () => {
    const plain = rows.find(({ id }) => id === 'hal.ne.jp');
    assert.deepEqual(plain?.smtp, ['mail.hal.ne.jp:587/startTls']);
    assert.match(presetWarning(readPreset(plain)), /without encryption/);
  });
});
