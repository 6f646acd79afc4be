import assert from 'node:assert/strict';
import { composeRunMail } from '../../../../src/model/letter/compose';
import { composeDigest } from '../../../../src/model/letter/composeDigest';
import { composeTestMail } from '../../../../src/model/letter/composeTestMail';
import { durationText } from '../../../../src/model/timeText';
import { oneLine } from '../../../../src/model/oneLine';
import type { Decision } from '../../../../src/model/rule/decision';
import { noReport } from '../../../../src/model/report/report';
import { plainRule } from '../../../../src/model/rule/rule';
import type { Run } from '../../../../src/model/run/run';
import type { RunMail } from '../../../../src/model/letter/runMail';
import { anAccount } from '../../../support/builders';
import { inLanguage } from '../../../support/language';

const decision: Decision = { mail: true, why: 'rule', rule: plainRule };
const run: Run = {
  id: 'run-1',
  source: 'task',
  name: 'test',
  command: 'npm test',
  outcome: 'failed',
  exitCode: 3,
  startedAt: Date.UTC(2026, 10, 20, 10, 0, 0),
  startKnown: true,
  endedAt: Date.UTC(2026, 10, 20, 10, 1, 4),
  folder: '/home/ada/my-app',
  workspace: 'my-app',
  host: 'buildbox',
};
const compose = (change: Partial<Run>) =>
  composeRunMail({ run: { ...run, ...change }, decision, account: anAccount() }, { language: 'en-GB' });

describe('composeRunMail', () => {
  it('puts the result first in the subject', () => {
    assert.equal(compose({}).subject, 'FAILED: test (exit 3) - my-app - 1m 04s');
    assert.equal(compose({ outcome: 'done', exitCode: 0 }).subject, 'DONE: test - my-app - 1m 04s');
    assert.equal(compose({ outcome: 'stopped', exitCode: undefined }).subject, 'STOPPED: test - my-app - 1m 04s');
    assert.equal(compose({ outcome: 'ended', exitCode: undefined }).subject, 'ENDED: test - my-app - 1m 04s');
    assert.equal(compose({ workspace: '' }).subject, 'FAILED: test (exit 3) - 1m 04s');
  });

  it('has an ASCII subject for an ASCII name of any length', () => {
    const long = 'x'.repeat(100);
    const { subject } = compose({ name: long, workspace: long });
    assert.equal(subject, `FAILED: ${'x'.repeat(79)}... (exit 3) - ${'x'.repeat(79)}... - 1m 04s`);
    const mail = { run: { ...run, name: long }, decision, account: anAccount() };
    assert.match(composeDigest([mail, mail], 'en').subject, /^[ -~]+\.\.\. - my-app$/);
  });

  it('says the same in text and HTML', () => {
    const { text, html } = compose({});
    const facts = ['npm test', '/home/ada/my-app', 'my-app', 'buildbox', '1m 04s', 'failed with exit code 3'];
    const times = ['20 Nov 2026', '1m 00s or longer', 'Turn Notifications Off'];
    for (const fact of [...facts, ...times]) {
      assert.ok(text.includes(fact), fact);
      assert.ok(html.includes(fact), fact);
    }
  });

  for (const [what, change] of [
    ['a notebook', { source: 'notebook' }],
    ['a test run', { source: 'test' }],
    ['a cycle of a compiler', { source: 'task', cycle: 'fixed' }],
  ] as const) {
    it(`says nothing of an exit code about ${what}, which never has one`, () => {
      for (const outcome of ['done', 'failed', 'stopped', 'ended'] as const) {
        const { text, html } = compose({ ...change, outcome, exitCode: undefined });
        for (const part of [text, html]) assert.doesNotMatch(part, /exit code/i, outcome);
      }
    });
  }

  for (const source of ['task', 'terminal', 'debug'] as const) {
    it(`says that the exit code of a ${source} run is not known, since there may be one`, () =>
      assert.match(compose({ source, outcome: 'ended', exitCode: undefined }).text, /Exit code: +not known/));
  }

  it('marks an unknown start', () => {
    const { subject, text } = compose({ startKnown: false });
    assert.match(subject, /> 1m 04s$/);
    assert.match(text, /Started:\s+before /);
  });

  it('escapes and cleans text from outside', () => {
    const name = '<script>alert(1)</script>\r\nBcc: eve@example.org \u202e\u0000\u001b[31mred';
    const { subject, text, html } = compose({ name, command: '"a" & <b>', folder: "/x/'y'" });
    assert.ok(!html.includes('<script>'));
    assert.ok(html.includes('&lt;script&gt;'));
    assert.ok(html.includes('&quot;a&quot; &amp; &lt;b&gt;'));
    // eslint-disable-next-line no-control-regex -- that none is left is the point
    for (const part of [subject, html]) assert.doesNotMatch(part, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.ok(!text.includes('\u202e') && !text.includes('\u001b'));
    assert.ok(!subject.includes('\n'));
  });

  it('keeps the subject short for any name', () => {
    assert.ok(compose({ name: '🎉'.repeat(10_000) }).subject.length < 300);
  });

  it('says why a requested mail came, and where to get support', () => {
    const account = anAccount({ supportLink: 'https://example.com/?a=1&b="2"' });
    const { text, html } = composeRunMail({ run, decision: { mail: true, why: 'asked' }, account }, { language: 'en' });
    assert.match(text, /because you asked/);
    assert.ok(html.includes('href="https://example.com/?a=1&amp;b=&quot;2&quot;"'));
    const mailto = composeRunMail(
      { run, decision, account: anAccount({ supportLink: 'help@example.com' }) },
      { language: 'en' },
    );
    assert.ok(mailto.html.includes('href="mailto:help@example.com"'));
  });

  it('says how to stop such mails, unless it is sent only once', () => {
    const foot = (change: Partial<Decision>): string =>
      composeRunMail({ run, decision: { ...decision, ...change }, account: anAccount() }, { language: 'en' }).text;
    for (const why of ['rule', 'present'] as const) assert.match(foot({ why }), /“mailWhenDone\.mute”.*Turn Not/, why);
    const watched = composeRunMail(
      { run, decision: { mail: true, why: 'watchedByWorkspace' }, account: anAccount() },
      { language: 'en' },
    ).text;
    assert.match(watched, /Mute Mails of Rules.*take its name out of the setting “mailWhenDone\.watch”.*Turn Not/);
    for (const why of ['asked', 'told'] as const) assert.doesNotMatch(foot({ why }), /mute|Turn/, why);
  });

  it('goes from and to the addresses of the account', () => {
    const account = anAccount({ replyTo: 'r@example.com', bcc: true, recipients: ['a@b.fr', 'c@d.fr'] });
    const { envelope, replyTo, bcc, senderName } = composeRunMail({ run, decision, account }, { language: 'en' });
    assert.deepEqual(envelope, { from: 'ada@example.com', to: ['a@b.fr', 'c@d.fr'] });
    assert.deepEqual(
      { replyTo, bcc, senderName },
      { replyTo: 'r@example.com', bcc: ['a@b.fr', 'c@d.fr'], senderName: 'Mail When Done' },
    );
  });
});

describe('composeTestMail', () => {
  it('lists the settings that it was sent with', () => {
    const { text } = composeTestMail(anAccount(), [], run.endedAt, 'en-GB');
    for (const fact of [
      /SMTP server host:\s+smtp\.example\.com/,
      /SMTP server port:\s+465/,
      /Connection security:\s+Implicit TLS/,
      /SMTP authentication:\s+on/,
      /Username:\s+ada@example\.com/,
      /Recipients:\s+grace@example\.org/,
      /From address:\s+ada@example\.com/,
      /Sender name:\s+Mail When Done/,
      /Sent at:\s+20 Nov 2026.*\b(UTC|GMT)/,
    ]) {
      assert.match(text, fact);
    }
  });

  it('names no recipient in the body if they should not see one another', () => {
    const letter = composeTestMail(anAccount({ bcc: true, recipients: ['a@b.fr', 'c@d.fr'] }), [], 0, 'en');
    assert.doesNotMatch(letter.text, /a@b\.fr|c@d\.fr/);
    assert.match(letter.text, /Recipients:\s+2/);
  });

  it('names no recipient in the body whom the others should not see', () => {
    const recipients = ['a@b.fr', 'c@d.fr', 'e@f.fr'];
    const letter = composeTestMail(
      anAccount({ recipients, ccRecipients: ['c@d.fr'], bccRecipients: ['E@f.fr'] }),
      [],
      0,
      'en',
    );
    assert.match(letter.text, /Recipients:\s+a@b\.fr, c@d\.fr\n/);
    assert.deepEqual([letter.envelope.to, letter.cc, letter.bcc], [recipients, ['c@d.fr'], ['e@f.fr']]);
  });

  it('leaves out the user name without authentication, and goes to another address on request', () => {
    const letter = composeTestMail(anAccount({ authentication: false, username: '' }), ['x@y.fr'], 0, 'en');
    assert.doesNotMatch(letter.text, /Username/);
    assert.deepEqual(letter.envelope.to, ['x@y.fr']);
  });
});

describe('durationText', () => {
  const cases: [number, string][] = [
    [0, '0.0s'],
    [432, '0.4s'],
    [9_949, '9.9s'],
    [9_950, '10s'],
    [59_499, '59s'],
    [59_500, '1m 00s'],
    [64_000, '1m 04s'],
    [3_599_500, '1h 00m'],
    [7_380_000, '2h 03m'],
    [273_600_000, '3d 04h'],
  ];
  for (const [milliseconds, text] of cases) {
    it(`says ${text}`, () => assert.equal(durationText(milliseconds), text));
  }

  it('says it in French as it is written there', () => {
    const all = inLanguage('fr', () => [2_600, 12_000, 64_000, 7_380_000, 34_560_000_000].map(durationText));
    assert.deepEqual(all, ['2,6 s', '12 s', '1 min 04 s', '2 h 03 min', '400 j 00 h']);
  });
});

describe('printable', () => {
  it('cuts by characters, never through one', () => assert.equal(oneLine('🎉🎉🎉🎉', 3), '🎉🎉…'));
  for (const unseen of [
    ...['\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u202e', '\u2060', '\u2066', '\ufeff', '\ufe0f'],
    ...['\u3164', '\u115f', '\u1160', '\uffa0', '\u034f', '\u180e', '\u{e0041}\u{e007f}', '\u{e0100}', '\u2800'],
    ...['\u{1d173}', '\u17b4', '\u2061'],
  ])
    it(`leaves out what nobody sees: ${JSON.stringify(unseen)}`, () => {
      assert.equal(oneLine(`de${unseen}ploy`), 'deploy');
      assert.equal(oneLine(`${unseen}7${unseen}é${unseen}漢${unseen}字`), '7é漢字');
    });
  for (const text of ['می‌خواهم', 'ക്‍', 'क्‍ष', '👩‍💻 build', '🛠️ build', '❤️‍🔥', '1️⃣ build', 'नमस्ते'])
    it(`keeps joiners and selectors that can be seen: ${text}`, () => assert.equal(oneLine(text), text));
  it('makes one line of many', () => assert.equal(oneLine(' a\r\n\tb\u2028c '), 'a b c'));
});

describe('composeDigest', () => {
  const mail = (change: Partial<Run>) => ({ run: { ...run, ...change }, decision, account: anAccount() });
  const three = [
    mail({ name: 'lint', outcome: 'done', exitCode: 0 }),
    mail({ name: 'deploy', outcome: 'ended', exitCode: undefined }),
    mail({ name: 'test' }),
  ];

  it('puts failed runs first, in the subject and in the mail', () => {
    const { subject, text, html } = composeDigest(three, 'en-GB');
    assert.equal(subject, 'FAILED: 1 of 3 - test, deploy, lint - my-app');
    assert.match(text, /^1 of 3 runs failed: test, deploy, lint/);
    const places = ['FAILED (exit 3):', 'ENDED:', 'DONE:'].map((word) => text.indexOf(word));
    assert.deepEqual(
      places,
      [...places].sort((one, other) => one - other),
    );
    assert.ok(places.every((place) => place > 0));
    for (const name of ['lint', 'deploy', 'test']) assert.ok(html.includes(name));
  });

  it('says about each run what its own rule allows', () => {
    const report = { ...noReport, firstError: { message: 'It broke.', lines: [] } };
    const mails = (['verdict', 'facts', 'tail'] as const).map((content) => ({
      ...mail({ name: content }),
      decision: { ...decision, rule: { ...plainRule, content } },
      report,
    }));
    const { text } = composeDigest(mails, 'en-GB');
    assert.match(text, /verdict - my-app - 1m 04s\n/);
    assert.match(text, /facts - my-app - 1m 04s, 20 Nov 2026.*(?:UTC|GMT)\n/);
    assert.match(text, /tail - my-app - 1m 04s, 20 Nov 2026.*: It broke\.\n/);
  });

  it('names each rule once, and says how to stop such mails', () => {
    const named = three.map((one) => ({
      ...one,
      decision: { ...decision, rule: { ...plainRule, name: 'Long ones' } },
    }));
    const { text } = composeDigest([...named, mail({ name: 'other' })], 'en');
    assert.equal(text.match(/because of the rule “Long ones”/g)?.length, 1);
    assert.equal(text.match(/because of a rule:/g)?.length, 1);
    assert.match(text, /Mute Mails of Rules.*one of these things for good.*“mailWhenDone\.mute”.*Turn Not/);
    const asked = three.map((one): RunMail => ({ ...one, decision: { mail: true, why: 'asked' } }));
    assert.doesNotMatch(composeDigest(asked, 'en').text, /mute|Turn/);
    const many = Array.from({ length: 9 }, (_, index) => ({
      ...mail({}),
      decision: { ...decision, rule: { ...plainRule, name: `rule ${String(index)}` } },
    }));
    assert.match(composeDigest(many, 'en').text, /rule “rule 4”.*\nand 4 more\n/);
  });

  it('is short for any number of runs', () => {
    const many = Array.from({ length: 200 }, (_, index) => mail({ name: `${'x'.repeat(100)}${index}` }));
    assert.ok(composeDigest(many, 'en').subject.length < 250);
  });

  it('says once why it shows no first errors', () => {
    const withheld = three.map((one) => ({ ...one, report: { ...noReport, withheld: 'notApproved' as const } }));
    assert.equal(composeDigest(withheld, 'en').text.match(/The output is left out: nobody has approved/g)?.length, 1);
    const little = { ...decision, rule: { ...plainRule, content: 'facts' as const } };
    const untold = withheld.map((one) => ({ ...one, decision: little }));
    assert.doesNotMatch(composeDigest(untold, 'en').text, /left out/);
  });

  it('lists the suppressed runs', () => {
    const suppressed = [{ id: 'h', name: 'nightly', outcome: 'failed', endedAt: run.endedAt, why: 'muted' } as const];
    assert.match(composeDigest(three, 'en-GB', suppressed).text, /Not mailed meanwhile.*FAILED: nightly/);
    assert.match(
      composeRunMail({ run, decision, account: anAccount() }, { language: 'en-GB', suppressed }).text,
      /Not mailed meanwhile.*nightly/,
    );
  });
});
