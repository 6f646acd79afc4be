import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { composeRunMail } from '../../../../src/model/letter/compose';
import { composeSilenceMail } from '../../../../src/model/letter/compose';
import { compileTemplate, usualTemplates } from '../../../../src/model/template/compiledTemplate';
import { plainTemplate, type MailTemplate, type TemplateKind } from '../../../../src/model/template/mailTemplate';
import { plainRule, type Content } from '../../../../src/model/rule/rule';
import { outcomes, type Run } from '../../../../src/model/run/run';
import type { RunMail } from '../../../../src/model/letter/runMail';
import { sampleMail, sampleStalled } from '../../../../src/model/letter/sampleMail';
import type { Silence } from '../../../../src/model/rule/silence';
import { templatedRunMail, templatedStalledMail } from '../../../../src/model/template/templatedMail';
import { usualTexts } from '../../../../src/model/template/templateWords';
import { withoutOutput } from '../../../../src/model/letter/runMail';
import { anAccount } from '../../../support/builders';

const now = Date.UTC(2026, 10, 20, 10, 0, 0);
const options = { language: 'en', suppressed: [], mark: (name: string) => name };
const account = anAccount({ supportLink: 'https://example.com/help' });

function aMail(change: Partial<Run> = {}, content: Content = 'everything'): RunMail {
  const mail = sampleMail(true, account, now);
  return {
    ...mail,
    run: { ...mail.run, ...change },
    decision: { mail: true, why: 'rule', rule: { ...plainRule, content } },
  };
}

async function write(mail: RunMail, template: Partial<MailTemplate>, oneConversation = false) {
  const compiled = await compileTemplate('failure', { ...plainTemplate, ...template });
  assert.deepEqual(compiled.problems, []);
  return templatedRunMail(mail, options, { template: compiled, oneConversation }).letter;
}

const usual = async (kind: TemplateKind) =>
  compileTemplate(kind, { ...usualTexts(kind === 'stalled', false), language: 'editor' });

describe('a mail with a template', () => {
  it('equals the usual one with the usual texts, or with none', async () => {
    const french = readFileSync(path.resolve(__dirname, '../../../../l10n/bundle.l10n.fr.json'), 'utf8');
    for (const contents of ['{}', french]) {
      l10n.config({ contents });
      for (const outcome of outcomes)
        for (const content of ['verdict', 'facts', 'tail', 'everything'] as const)
          for (const change of [
            {},
            { workspace: '' },
            { exitCode: undefined },
            { startKnown: false, details: [] },
            { name: 'שלום', command: '<b>', disconnected: true as const },
          ]) {
            const mail = aMail({ outcome, ...change }, content);
            const expected = composeRunMail(mail, options);
            for (const template of [usualTemplates.failure, await usual('failure')]) {
              const { letter } = templatedRunMail(mail, options, { template, oneConversation: false });
              assert.equal(letter.subject, expected.subject);
              assert.deepEqual(letter.thread, expected.thread);
              if (change.name === undefined) assert.deepEqual(letter, expected);
              else assert.equal(letter.text, expected.text);
            }
          }
      const silences: readonly Silence[] = [
        { kind: 'stillRunning' },
        { kind: 'slow', usual: 60_000 },
        { kind: 'noOutput', since: now - 60_000 },
        { kind: 'waiting', question: 'Sure? [y/n]' },
      ];
      for (const silence of silences) {
        const mail = { ...sampleStalled(account, now), silence };
        for (const template of [usualTemplates.stalled, await usual('stalled')]) {
          const { letter } = templatedStalledMail(mail, options, { template, oneConversation: false });
          assert.deepEqual(letter, composeSilenceMail(mail, options));
        }
      }
    }
  });
  afterEach(() => l10n.config({ contents: '{}' }));

  it('says what the template says, the same in text and HTML', async () => {
    const body = 'Hello <{{user}}>,\nlook:\n\n{{facts}}\n{% if git %}On {{branch}}{% endif %}\n{{rerun}} Bye';
    const { subject, text, html } = await write(aMail(), { subject: 'X {{name}}', title: '{{name}} & co', body });
    assert.equal(subject, 'X test');
    assert.match(text, /^test & co\n\nHello <ada>,\nlook:\n\n[^]*\n\nOn main\n\nRun it again\n-+\nnpm test\n\nBye\n/);
    assert.ok(html.includes('Hello &lt;ada&gt;,<br>look:'));
    assert.ok(html.includes('test &amp; co'));
    assert.doesNotMatch(text, /Output|last \d+ lines/);
  });

  it('always says why it came and where to get support', async () => {
    const { text, html } = await write(aMail(), { body: 'Short.' });
    for (const part of [text, html]) {
      assert.ok(part.includes('because of a rule'));
      assert.ok(part.includes('https://example.com/help'));
    }
    assert.match(text, /^test failed with exit code 1 after 2m 00s\.\n\nShort\.\n\n-- \n/);
  });

  it('always says that the output was withheld, once', async () => {
    const mail = aMail();
    for (const withheld of ['notRedacted', 'notApproved'] as const)
      for (const body of ['Short.', '{% for line in outputTail %}{{line}}{% endfor %}', '{{output}}', '']) {
        const { text } = await write({ ...mail, report: withoutOutput(mail.report!, withheld) }, { body });
        assert.equal(text.match(/The output is left out: /g)?.length, 1, body);
      }
    const little = aMail({}, 'facts');
    const { text } = await write(
      { ...little, report: withoutOutput(little.report!, 'notApproved') },
      { body: 'Short.' },
    );
    assert.doesNotMatch(text, /left out/);
  });

  it('never says more than its rule allows', async () => {
    const body =
      '{{command}} {{branch}} {{host}} {{firstError}} {{firstErrorFile}} {{outputTail}} {{commitSubject}}\n\n{{facts}}{{errorDetails}}{{output}}{{git}}{{problems}}{{rerun}}';
    const all = await write(aMail({}, 'everything'), { body });
    for (const secret of ['npm test', 'main', 'buildbox', '12.305', 'tax'])
      assert.ok(all.text.includes(secret), secret);
    const little = await write(aMail({}, 'verdict'), { body });
    for (const secret of ['npm test', 'main', 'buildbox', '12.305', 'tax'])
      assert.ok(!little.text.includes(secret), secret);
    assert.match(little.text, /\n\n- - - - - - -\n\n-- \n/);
  });

  it('is harmless with any names', async () => {
    const name =
      '{{word}}{% if failed %}<script>alert(1)</script>\r\nBcc: eve@example.org \u202e\u0000\ufdd0output\ufdd1';
    const template = { subject: '{{name}}', title: '{{name}}', body: '{{name}}\n\n{{details}}' };
    const { subject, text, html } = await write(aMail({ name, details: [name, ''] }), template);
    assert.ok(subject.startsWith('{{word}}{% if failed %}<script>'));
    assert.ok(!html.includes('<script'));
    // eslint-disable-next-line no-control-regex -- that none is left is the point
    for (const part of [subject, text, html]) assert.doesNotMatch(part, /[\u0000-\u0009\u000b-\u001f\u202e\ufdd0]/);
    assert.ok(!subject.includes('\n'));
    assert.ok((await write(aMail({ name: '🎉'.repeat(10_000) }), template)).subject.length < 500);
  });

  it('has a constant subject to keep threads together, unless it has its own', async () => {
    assert.equal((await write(aMail(), {}, true)).subject, 'test - my-app');
    assert.equal((await write(aMail({ outcome: 'done', workspace: '' }), {}, true)).subject, 'test');
    assert.equal((await write(aMail(), { subject: '{{word}}' }, true)).subject, 'FAILED');
    const texts = usualTexts(false, true);
    assert.equal((await write(aMail(), { subject: texts.subject })).subject, 'test - my-app');
  });

  it('is the usual one if the template is invalid or empty', async () => {
    const compiled = await compileTemplate('failure', {
      ...plainTemplate,
      subject: '{{nope}}',
      title: '{% if done %}fine{% endif %}',
      body: '{% if %}',
    });
    assert.deepEqual(
      compiled.problems.map(({ field }) => field),
      ['subject', 'body'],
    );
    const { letter } = templatedRunMail(aMail(), options, { template: compiled, oneConversation: false });
    assert.deepEqual(letter, composeRunMail(aMail(), options));
  });
});
