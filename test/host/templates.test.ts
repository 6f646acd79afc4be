import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LetterWriter } from '../../src/host/template/letterWriter';
import { MailWords } from '../../src/host/editor/mailLanguage';
import { TemplatePreviews } from '../../src/host/template/templatePreviews';
import { Redaction } from '../../src/notify/redaction/redaction';
import { compileTemplate, usualTemplates } from '../../src/model/template/compiledTemplate';
import { plainTemplate } from '../../src/model/template/mailTemplate';
import { KnownSecrets } from '../../src/model/redaction/knownSecrets';
import { Redactor } from '../../src/model/redaction/redactor';
import { noReport } from '../../src/model/report/report';
import type { Running } from '../../src/model/run/run';
import { sampleAccount } from '../../src/model/letter/sampleMail';
import { configure, extension, mails, sandboxAccount } from './extension';
import { shellTask } from './sampleTasks';

describe('templates of mails', () => {
  beforeEach(async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
    (await extension()).sandbox.clear();
  });
  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await set({ templates: undefined, oneConversation: undefined });
    await configure({});
  });

  async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('mailWhenDone');
    for (const [name, value] of Object.entries(values))
      await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }

  it('write the mails that are sent, each kind its own', async () => {
    await set({
      templates: {
        failure: {
          subject: '{{name}} broke with {{exitCode}}',
          title: 'Oh, {{name}}',
          body: 'Look at <it>.\n\n{{facts}}',
        },
      },
    });
    await vscode.tasks.executeTask(shellTask('lint', 'exit 3'));
    const [mail] = await mails(1);
    assert.equal(mail!.subject, 'lint broke with 3');
    assert.match(mail!.text, /^Oh, lint\r?\n\r?\nLook at <it>\.\r?\n\r?\n[^]*Exit code:\s+3/);
    assert.ok(mail!.html.includes('Look at &lt;it&gt;.'));
    assert.match(mail!.text, /because of a rule/);
    await vscode.tasks.executeTask(shellTask('lint', 'true'));
    const [next] = await mails(2);
    assert.match(next!.subject, /^(?:DONE|FIXED): lint - /);
  });

  it('write in their own language, and leave that of the editor as it is', async () => {
    await set({ templates: { failure: { language: 'fr', title: 'Raté : {{kind}}' } } });
    await vscode.tasks.executeTask(shellTask('lint', 'exit 3'));
    const [mail] = await mails(1);
    assert.match(mail!.text, /^Raté : Tâche\r?\n[^]*Code de sortie\s?:\s+3/);
    assert.match(mail!.subject, /^ÉCHEC|^ECHEC/);
    await vscode.tasks.executeTask(shellTask('build', 'true'));
    const [next] = await mails(2);
    assert.match(next!.subject, /^DONE: build/);
    assert.match(next!.text, /Exit code:\s+0/);
  });

  it('are the usual ones where they are wrong: a mail never has a hole', async () => {
    await set({ templates: { failure: { subject: '{{nmae}} broke', title: 'On {{branch}}' } } });
    await vscode.tasks.executeTask(shellTask('tidy', 'exit 3'));
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^FAILED: tidy \(exit 3\)/);
    assert.match(mail!.text, /^On \S+/);
  });

  it('keep the subject as it was where conversations are to be kept', async () => {
    await set({ oneConversation: true });
    for (const line of ['exit 3', 'true']) await vscode.tasks.executeTask(shellTask(`lint`, line));
    const [one, other] = await mails(2);
    assert.equal(one!.subject, other!.subject);
    assert.match(one!.subject, /^lint - \S+$/);
  });
});

describe('the preview of a template', () => {
  it('shows what goes on without its secrets', async () => {
    const { clock, context, history, log, outputs, settings } = await extension();
    const going: Running = {
      id: 'going',
      source: 'terminal',
      name: 'deploy --password Corr3ct-H0rse',
      command: 'deploy --password Corr3ct-H0rse',
      folder: '/work',
      startedAt: clock.now() - 60_000,
      startKnown: true,
    };
    const nothing = new Redactor(new KnownSecrets());
    const redaction = new Redaction({
      known: () => nothing,
      whole: () => Promise.resolve(nothing),
      lint: () => Promise.resolve([]),
      log,
    });
    const previews = new TemplatePreviews({
      accounts: { route: () => ({ id: undefined, account: sampleAccount, isStandIn: false }) },
      clock,
      history,
      outputs,
      durations: { of: () => undefined },
      reports: { whole: async (mail) => ({ ...mail, ...(await redaction.report(mail.run, noReport)) }) },
      runs: { running: () => [going], printed: () => undefined },
      writer: new LetterWriter(
        { ready: () => Promise.resolve(usualTemplates) },
        new MailWords(context.extensionUri),
        settings,
        (name) => name,
      ),
    });
    const shown = await previews.of(await compileTemplate('stalled', { ...plainTemplate, body: '{{command}}' }));
    assert.equal(shown.run?.name, 'deploy --password ***');
    assert.match(shown.text, /deploy --password \*\*\*/);
    assert.ok(!JSON.stringify(shown).includes('Corr3ct'));
  });
});
