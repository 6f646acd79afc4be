import * as l10n from '@vscode/l10n';
import { addressProblem } from '../../src/model/address';
import { turned, type Content, type Rule, type SilenceRule } from '../../src/model/rule';
import { outcomes, sources } from '../../src/model/run';
import { outcomeWords } from '../../src/model/ruleWords';
import { sourcesWord } from '../../src/model/sourceWords';
import { radioGroup } from '../controls';
import { fieldFrame } from './fieldFrame';
import { recipientRows } from './recipientRows';
import {
  ruleChecks,
  ruleGroup,
  ruleNumber,
  ruleSelect,
  ruleText,
  ruleToggle,
  type EditRule,
  type RulePart,
} from './ruleField';

/** The form of a rule. At most one is on the page. */
export function ruleForm(edit: EditRule): RulePart {
  const name = ruleText(edit, 'name', {
    label: l10n.t('Name of the rule'),
    description: l10n.t('What you call it. Where it is empty, the list says what the rule matches.'),
  });
  const whole = ruleGroup(undefined, [
    name,
    verdictField(edit),
    ...meaningFields(edit),
    ruleGroup(l10n.t('When'), whenFields(edit), ({ mails }) => mails),
    ruleGroup(l10n.t('The mail'), mailFields(edit), ({ mails }) => mails),
    ruleGroup(l10n.t('While it still runs'), silenceFields(edit), ({ mails }) => mails),
  ]);
  return { ...whole, focus: () => name.focus?.() };
}

function verdictField(edit: EditRule): RulePart {
  let current: Rule | undefined;
  const radios = radioGroup(
    'field-rule-mails-title',
    [
      {
        value: 'mails',
        label: l10n.t('Send a mail'),
        description: l10n.t('As the following says. Rules below are not asked.'),
      },
      {
        value: 'mutes',
        label: l10n.t('Send no mail'),
        description: l10n.t('Whatever the rules below say.'),
      },
    ],
    (chosen) => {
      if (current !== undefined) edit(turned(current, chosen === 'mails'));
    },
  );
  const frame = fieldFrame({
    field: 'rule-mails',
    label: l10n.t('What to do with the runs that match'),
    control: radios.element,
    labelled: 'byTitle',
  });
  return {
    element: frame.element,
    update: ({ rule }) => {
      current = rule;
      radios.show(rule.mails ? 'mails' : 'mutes');
    },
  };
}

/** Which runs are meant. */
function meaningFields(edit: EditRule): readonly RulePart[] {
  return [
    ruleChecks(
      'sources',
      { label: l10n.t('What can end'), description: l10n.t('None ticked: everything.') },
      sources.map((value) => ({ value, label: capital(sourcesWord(value)) })),
      (rule) => rule.sources,
      (chosen) => edit({ sources: chosen }),
    ),
    ruleText(edit, 'match', {
      label: l10n.t('Name or command'),
      description: l10n.t(
        'Wildcards, * for any characters and ? for one, stand for the whole of it: npm*. /…/ is a regular expression, /…/i one whatever the case. Empty: all.',
      ),
    }),
    ruleText(edit, 'folder', {
      label: l10n.t('Folder it ran in'),
      description: l10n.t('Written in the same way. Empty: all.'),
    }),
    ruleChecks(
      'outcomes',
      { label: l10n.t('How it ended'), description: l10n.t('None ticked: in any way.') },
      outcomes.map((value) => ({ value, label: capital(outcomeWords(value)) })),
      (rule) => rule.outcomes,
      (chosen) => edit({ outcomes: chosen }),
    ),
    ruleText(edit, 'exitCodes', {
      label: l10n.t('Exit codes'),
      description: l10n.t('Numbers and ranges, such as 1, 3-5. Empty: all, and where there is none.'),
    }),
    ruleNumber(edit, {
      name: 'minimumDuration',
      label: l10n.t('Shortest duration'),
      description: l10n.t('Seconds that it must have taken.'),
      read: (rule) => rule.minimumDuration,
      write: (minimumDuration) => ({ minimumDuration }),
    }),
  ];
}

function whenFields(edit: EditRule): readonly RulePart[] {
  return [
    ruleToggle(
      'onlyWhenAway',
      {
        label: l10n.t('Only while nobody is at the editor'),
        description: l10n.t('Its window is not in front, or nothing is typed or clicked in it for a while.'),
      },
      (rule) => rule.onlyWhenAway,
      (onlyWhenAway) => edit({ onlyWhenAway }),
    ),
    ruleGroup(
      undefined,
      [
        ruleNumber(edit, {
          name: 'awayAfter',
          label: l10n.t('Away after'),
          description: l10n.t('Seconds without a key or a click.'),
          read: (rule) => rule.awayAfter,
          write: (awayAfter) => ({ awayAfter }),
        }),
      ],
      ({ onlyWhenAway }) => onlyWhenAway,
    ),
    ruleToggle(
      'onlyOnChange',
      {
        label: l10n.t('Only when it breaks or is fixed'),
        description: l10n.t('It ended in another way than the last time.'),
      },
      (rule) => rule.onlyOnChange,
      (onlyOnChange) => edit({ onlyOnChange }),
    ),
    ruleGroup(
      undefined,
      [
        ruleNumber(edit, {
          name: 'repeatEvery',
          label: l10n.t('Still failing'),
          description: l10n.t('After how many failures in a row it is told again; 0: never.'),
          whole: true,
          read: (rule) => rule.repeatEvery,
          write: (repeatEvery) => ({ repeatEvery }),
        }),
      ],
      ({ onlyOnChange }) => onlyOnChange,
    ),
  ];
}

function mailFields(edit: EditRule): readonly RulePart[] {
  const contents: readonly { readonly value: Content; readonly label: string }[] = [
    { value: 'verdict', label: l10n.t('How it ended, and no more') },
    { value: 'facts', label: l10n.t('What is known of it, without its output') },
    { value: 'tail', label: l10n.t('Also the first error and the last lines of its output') },
    { value: 'everything', label: l10n.t('Everything: also its whole output, attached') },
  ];
  return [
    recipientsOfRule(edit),
    ruleSelect(
      'account',
      { label: l10n.t('Account of these mails') },
      ({ rule, accounts }) => [
        {
          value: '',
          label: accounts[0] === undefined ? l10n.t('Default') : l10n.t('Default ({0})', accounts[0].name),
        },
        ...accounts.map(({ id, name }) => ({ value: id, label: name })),
        ...(rule.account === '' || accounts.some(({ id }) => id === rule.account)
          ? []
          : [{ value: rule.account, label: l10n.t('Deleted account, so the default one') }]),
      ],
      (rule) => rule.account,
      (account) => edit({ account }),
    ),
    ruleSelect(
      'content',
      { label: l10n.t('What the mail tells') },
      () => contents,
      (rule) => rule.content,
      (chosen) => edit({ content: contents.find(({ value }) => value === chosen)?.value ?? 'tail' }),
    ),
  ];
}

function recipientsOfRule(edit: EditRule): RulePart {
  const complain = (): void => {
    for (const row of list.rows()) {
      const text = row.text().trim();
      row.complain(row.wasLeft() && text !== '' ? addressProblem(text) : undefined);
    }
  };
  const list = recipientRows({
    labelledBy: 'field-rule-recipients-title',
    least: 0,
    onChange: () => edit({ recipients: list.entries().map((entry) => entry.trim()) }),
    onLeaveRow: complain,
  });
  const frame = fieldFrame({
    field: 'rule-recipients',
    label: l10n.t('Recipients of these mails'),
    description: l10n.t('Instead of those of the account. None: those of the account.'),
    control: list.element,
    labelled: 'byTitle',
  });
  return {
    element: frame.element,
    update({ rule }) {
      const typed = list.entries().map((entry) => entry.trim());
      // What somebody is typing keeps its blanks.
      if (JSON.stringify(typed) !== JSON.stringify(rule.recipients)) list.show(rule.recipients);
      complain();
    },
  };
}

function silenceFields(edit: EditRule): readonly RulePart[] {
  const write = (change: Partial<SilenceRule>, rule: Rule): Partial<Rule> => ({
    silence: { ...rule.silence, ...change },
  });
  let current: Rule | undefined;
  const toggle = (change: Partial<SilenceRule>): void => {
    if (current !== undefined) edit(write(change, current));
  };
  const slower = ruleToggle(
    'slowerThanUsual',
    { label: l10n.t('It takes more than three times as long as usual') },
    (rule) => rule.silence.slowerThanUsual,
    (slowerThanUsual) => toggle({ slowerThanUsual }),
  );
  return [
    ruleNumber(edit, {
      name: 'stillRunning',
      label: l10n.t('Still running'),
      description: l10n.t('Minutes after which a mail tells that it still runs; 0: never.'),
      read: (rule) => rule.silence.stillRunning,
      write: (stillRunning, rule) => write({ stillRunning }, rule),
    }),
    ruleNumber(edit, {
      name: 'noOutput',
      label: l10n.t('No output for'),
      description: l10n.t('Minutes without output after which a mail tells so; 0: never.'),
      read: (rule) => rule.silence.noOutput,
      write: (noOutput, rule) => write({ noOutput }, rule),
    }),
    {
      ...slower,
      update(view) {
        current = view.rule;
        slower.update(view);
      },
    },
    ruleToggle(
      'waitingForInput',
      { label: l10n.t('It waits for input') },
      (rule) => rule.silence.waitingForInput,
      (waitingForInput) => toggle({ waitingForInput }),
    ),
  ];
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
