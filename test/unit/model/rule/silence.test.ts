import assert from 'node:assert/strict';
import { compileRules } from '../../../../src/model/rule/compiledRule';
import { questionAtEnd } from '../../../../src/model/rule/silence';
import { noSilence, plainRule, type SilenceRule } from '../../../../src/model/rule/rule';
import type { Printed, Running } from '../../../../src/model/run/run';
import { silenceOf, silenceRule, type Silence } from '../../../../src/model/rule/silence';
import { SilenceWatch } from '../../../../src/notify/silenceWatch';
import { FakeTime } from '../../../support/fakeTime';

const minute = 60_000;

describe('questionAtEnd', () => {
  const questions = [
    '[sudo] password for ada: ',
    "Enter passphrase for key '/home/ada/.ssh/id_ed25519': ",
    'Do you want to continue? [Y/n] ',
    'Overwrite? (yes/no): ',
    '\u001b[32m?\u001b[39m \u001b[1mProject name:\u001b[22m \u001b[2m›\u001b[22m my-app',
    'Ok to proceed? (y) ',
    'Press any key to continue . . . ',
    'Username for https://example.com: ',
    'step 1\r\nWhich one? ',
  ];
  const others = [
    'Compiling…\r\n',
    'Do you want to continue? [Y/n] y\r\n',
    'Downloading 40 %',
    'password: set\n',
    '',
    'Building modules:',
    'https://example.com/?q=1',
    '$ ',
  ];
  const otherLanguages = [
    '[sudo] Mot de passe de ada : ',
    'Mot de passe : ',
    'Passwort: ',
    'Contraseña: ',
    '[sudo] пароль для ada: ',
    'パスワード：',
    'Souhaitez-vous continuer ? [O/n] ',
    '¿Desea continuar? [S/n] ',
    'Möchten Sie fortfahren? [J/n] ',
    'Êtes-vous sûr ? (oui/non) ',
    'Appuyez sur Entrée pour continuer',
    'Drücken Sie eine beliebige Taste',
    'Is this OK? (yes) ',
    'package name: (foo) ',
    'Продолжить? [Д/н] ',
  ];
  for (const text of otherLanguages)
    it(`sees one in ${JSON.stringify(text)}, whatever its language`, () => assert.ok(questionAtEnd(`a\n${text}`)));
  for (const text of ['compiling: (3 of 8)', 'Fortschritt: 30 %', 'done (foo)', 'étape 2/3'])
    it(`sees none in the progress ${JSON.stringify(text)}`, () => assert.equal(questionAtEnd(`a\n${text}`), undefined));
  for (const text of questions) it(`sees one in ${JSON.stringify(text)}`, () => assert.ok(questionAtEnd(text)));
  for (const text of others)
    it(`sees none in ${JSON.stringify(text)}`, () => assert.equal(questionAtEnd(text), undefined));
});

describe('silence', () => {
  const run: Running = {
    id: 'r',
    source: 'task',
    name: 'train',
    command: 'python train.py',
    folder: '/src',
    startedAt: 0,
    startKnown: true,
  };
  const told = (silence: Partial<SilenceRule>, now: number, printed?: Printed, median?: number): Silence | undefined =>
    silenceOf(
      run,
      { ...plainRule, silence: { ...noSilence, ...silence } },
      printed,
      median === undefined ? undefined : { shortest: median, median, longest: median },
      now,
    );

  it('is reported after so many minutes', () => {
    assert.equal(told({ stillRunning: 5 }, 5 * minute - 1), undefined);
    assert.equal(told({ stillRunning: 5 }, 5 * minute)?.kind, 'stillRunning');
    assert.equal(told({}, 500 * minute), undefined);
  });

  it('is reported when it takes three times as long as usual, if that is known', () => {
    assert.equal(told({ slowerThanUsual: true }, 3 * minute, undefined, minute), undefined);
    assert.equal(told({ slowerThanUsual: true }, 3 * minute + 1, undefined, minute)?.kind, 'slow');
    assert.equal(told({ slowerThanUsual: true }, 30 * minute), undefined);
  });

  it('is reported after so many minutes without output, if output can be read', () => {
    const printed = { text: 'epoch 3\n', missing: 0, at: minute };
    assert.equal(told({ noOutput: 2 }, 3 * minute - 1, printed), undefined);
    assert.deepEqual(told({ noOutput: 2 }, 3 * minute, printed), { kind: 'noOutput', since: minute });
    assert.equal(told({ noOutput: 2 }, 30 * minute), undefined);
  });

  it('is reported when a question has been there for ten seconds', () => {
    const printed = { text: 'Password: ', missing: 0, at: minute };
    assert.equal(told({ waitingForInput: true }, minute + 9_999, printed), undefined);
    assert.equal(told({ waitingForInput: true }, minute + 10_000, printed)?.kind, 'waiting');
  });

  it('goes by the first rule that matches the run and reports silence, up to the first that mutes it', async () => {
    const silence = { ...noSilence, noOutput: 1 };
    const rule = {
      ...plainRule,
      id: 'a',
      match: 'train',
      outcomes: ['failed'] as const,
      minimumDuration: 999,
      silence,
    };
    const mute = { ...plainRule, id: 'm', mails: false };
    const chosen = async (...rules: (typeof plainRule)[]) => silenceRule(run, await compileRules(rules))?.id;
    assert.equal(await chosen(plainRule, rule), 'a');
    assert.equal(await chosen(mute, rule), undefined);
    assert.equal(await chosen({ ...rule, match: 'other' }), undefined);
    assert.equal(await chosen({ ...rule, enabled: false }), undefined);
  });

  it('is reported once for each run, and only while nobody is there', async () => {
    const time = new FakeTime(0);
    const rules = await compileRules([{ ...plainRule, silence: { ...noSilence, stillRunning: 1 } }]);
    const mails: string[] = [];
    const told = new Set<string>();
    let [away, works, written] = [false, true, 1];
    const watch = new SilenceWatch({
      clock: time,
      scheduler: time,
      running: () => [run],
      printed: () => undefined,
      usual: () => undefined,
      rules: () => rules,
      isAway: () => away,
      isTold: (id) => told.has(id),
      mail: async ({ id, name }, { kind }) => {
        mails.push(`${name} ${kind}`);
        await new Promise<void>((resolve) => time.after(written, resolve));
        if (works) told.add(id);
        return works;
      },
    });
    await time.pass(2 * minute);
    assert.deepEqual(mails, []);
    away = true;
    await time.pass(2 * minute);
    assert.deepEqual(mails, ['train stillRunning']);
    told.clear();
    [works, written] = [false, minute / 2];
    await time.pass(minute / 2);
    assert.equal(mails.length, 2, 'another run, as far as can be told, and once while it is being written');
    await time.pass(minute / 2);
    works = true;
    await time.pass(3 * minute);
    assert.equal(mails.length, 3, 'once more where it could not be written');
    await time.pass(3 * minute);
    assert.equal(mails.length, 3);
    told.clear();
    watch.dispose();
    await time.pass(10 * minute);
    assert.equal(mails.length, 3);
  });

  const afterSleep: readonly (readonly [what: string, silence: Partial<typeof noSilence>])[] = [
    ['prints nothing', { noOutput: 1 }],
    ['still runs', { stillRunning: 30 }],
    ['is slower than usual', { slowerThanUsual: true }],
  ];
  for (const [what, silence] of afterSleep)
    it(`is not reported because the computer slept for eight hours: ${what}`, async () => {
      const time = new FakeTime(0);
      const rules = await compileRules([{ ...plainRule, silence: { ...noSilence, ...silence } }]);
      const mails: string[] = [];
      let printedAt = 0;
      const watch = new SilenceWatch({
        clock: time,
        scheduler: time,
        running: () => [{ ...run, startedAt: 0 }],
        printed: () => ({ text: 'line\n', missing: 0, at: printedAt }),
        usual: () => ({ median: 20 * minute, count: 9 }) as never,
        rules: () => rules,
        isAway: () => true,
        isTold: () => false,
        mail: (_run, { kind }) => (mails.push(kind), Promise.resolve(true)),
      });
      await time.pass(minute / 2);
      printedAt = time.now();
      await time.leap(8 * 60 * minute);
      await time.pass(minute / 2);
      assert.deepEqual(mails, [], 'at once after it woke');
      await time.pass(65 * minute);
      assert.notEqual(mails.length, 0, 'but once it has run for that long');
      watch.dispose();
    });
});
