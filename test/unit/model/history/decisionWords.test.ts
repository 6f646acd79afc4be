import assert from 'node:assert/strict';
import type { Miss } from '../../../../src/model/rule/compiledRule';
import type { Decision, Why } from '../../../../src/model/rule/decision';
import { decisionWords, entryWords } from '../../../../src/model/history/decisionWords';
import { plainRule, usualRules } from '../../../../src/model/rule/rule';
import { aRun } from '../../../support/builders';
import { inLanguage, languages } from '../../../support/language';

const rule = { ...plainRule, name: 'slow', match: 'npm*', folder: '/src/*', exitCodes: '1, 5-7', minimumDuration: 60 };
const run = aRun({ startedAt: 0, endedAt: 12_000 });

/** The words for every reason and every miss, in English and French. */
const whys: Record<Why, [string, string]> = {
  asked: ['mailed: you asked for it', "envoyé : vous l'avez demandé"],
  told: ['mailed: you had been told that it was still going on', 'envoyé : un e-mail disait que cela continuait'],
  rule: ['mailed by the rule “slow”', 'envoyé par la règle « slow »'],
  watchedByWorkspace: ['mailed: the setting “watch” names it', 'envoyé : le paramètre « watch » le nomme'],
  off: ['not mailed: notifications are off', 'pas envoyé : les notifications sont désactivées'],
  noRule: ['not mailed: there is no rule', "pas envoyé : il n'y a aucune règle"],
  mutedByRule: ['not mailed: the rule “slow” mutes it', "pas envoyé : la règle « slow » l'exclut"],
  mutedByWorkspace: ['not mailed: the setting “mute” names it', 'pas envoyé : le paramètre « mute » le nomme'],
  muted: ['not mailed: mails were muted', 'pas envoyé : les e-mails étaient suspendus'],
  present: ['not mailed: you were there', 'pas envoyé : vous étiez là'],
  unchanged: ['not mailed: nothing changed', "pas envoyé : rien n'a changé"],
  sameCycle: [
    'not mailed: nothing changed since the last cycle',
    "pas envoyé : rien n'a changé depuis le dernier cycle",
  ],
};
const misses: Record<Miss, [string, string]> = {
  problem: ['not mailed: the rule “slow” cannot be used', 'pas envoyé : la règle « slow » est inutilisable'],
  disabled: ['not mailed: the rule “slow” is switched off', 'pas envoyé : la règle « slow » est désactivée'],
  source: ['not mailed: no rule is about tasks', 'pas envoyé : aucune règle pour « tâches »'],
  interactive: ['not mailed: somebody sits before this program', "pas envoyé : quelqu'un est devant ce programme"],
  match: [
    'not mailed: neither name nor command is like “npm*”',
    'pas envoyé : ni le nom ni la commande ne correspondent à « npm* »',
  ],
  folder: ['not mailed: its folder is not like “/src/*”', 'pas envoyé : son dossier ne correspond pas à « /src/* »'],
  outcome: [
    'not mailed: how it ended (failed) is not in the rule “slow”',
    "pas envoyé : son résultat (échec) n'est pas dans la règle « slow »",
  ],
  exitCode: [
    'not mailed: the exit code 3 is not among 1, 5-7',
    "pas envoyé : le code de sortie 3 n'est pas parmi 1, 5-7",
  ],
  duration: ['not mailed: 12s is under 1m 00s', 'pas envoyé : 12 s, moins que 1 min 00 s'],
};

/** Replaces the non-breaking blanks of French punctuation with ordinary ones. */
const said = (decision: Decision): string => decisionWords(decision, run).replaceAll('\u00a0', ' ');

describe('the words for decisions', () => {
  for (const [position, language] of languages.entries())
    it(`name every reason in ${language}`, () =>
      inLanguage(language, () => {
        for (const [why, words] of Object.entries(whys) as [Why, [string, string]][]) {
          const needsRule = why === 'rule' || why === 'mutedByRule';
          assert.equal(said({ mail: false, why, ...(needsRule ? { rule } : {}) }), words[position], why);
        }
        for (const [miss, words] of Object.entries(misses) as [Miss, [string, string]][])
          assert.equal(said({ mail: false, why: 'noRule', nearest: { rule, miss } }), words[position], miss);
      }));

  it('describe a rule without a name by its conditions', () => {
    const [failed] = usualRules;
    assert.equal(
      decisionWords({ mail: true, why: 'rule', rule: failed! }, run),
      'mailed by the rule “everything, failed, 10s or longer, while you are away”',
    );
  });

  it('say that there is no exit code if a rule asks for some', () => {
    const decision: Decision = { mail: false, why: 'noRule', nearest: { rule, miss: 'exitCode' } };
    assert.equal(
      decisionWords(decision, aRun({ exitCode: undefined })),
      'not mailed: it has no exit code, the rule “slow” asks for 1, 5-7',
    );
  });

  it('say what happened to the mail', () => {
    const entry = { run, decision: { mail: true, why: 'rule', rule }, usual: undefined } as const;
    assert.equal(entryWords(entry), 'mailed by the rule “slow”');
    assert.equal(entryWords({ ...entry, mailNote: 'noAccount' }), 'not mailed: the account could not send');
    assert.equal(entryWords({ ...entry, mailNote: 'written' }), 'mailed by the rule “slow”');
    assert.equal(entryWords({ ...entry, mailNote: 'withdrawn' }), 'not mailed: you were there');
    assert.equal(entryWords({ ...entry, mailNote: 'cap' }), 'not mailed: as many mails as allowed had gone that day');
    assert.equal(entryWords({ ...entry, mailNote: 'waits' }), 'not mailed yet: the mail of the rule “slow” waits');
    const watched = { ...entry, decision: { mail: true, why: 'watchedByWorkspace' } } as const;
    assert.equal(entryWords({ ...watched, mailNote: 'waits' }), 'not mailed yet: its mail waits');
    assert.match(entryWords({ ...entry, mailNote: 'unwritten' }), /^not mailed yet: the mail could not be written/);
    const present = { ...entry, decision: { mail: false, why: 'present', rule } } as const;
    assert.equal(entryWords(present), 'not mailed: you were there');
    assert.equal(
      entryWords({ ...present, mailNote: 'written' }),
      'mailed by the rule “slow”',
      'nobody was there after all',
    );
    assert.equal(
      entryWords({ ...entry, mailNote: 'merged' }),
      'mailed by the rule “slow”; told in one mail with others',
    );
  });
});
