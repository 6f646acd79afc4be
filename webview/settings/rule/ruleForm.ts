import * as l10n from '@vscode/l10n';
import { addressProblem } from '../../../src/model/account/address';
import { bareText } from '../../../src/model/account/bareText';
import { marksOf, wayOf } from '../../../src/model/account/recipientWay';
import type { RuleProblem } from '../../../src/model/rule/compiledRule';
import { type Content, plainRule, type Rule, type SilenceRule, turned } from '../../../src/model/rule/rule';
import { outcomes, sources } from '../../../src/model/run/run';
import { outcomeWords, sourcesWord } from '../../../src/model/run/runWords';
import { radioGroup } from '../../controls/controls';
import { element } from '../../controls/element';
import { fieldFrame } from '../field/fieldFrame';
import {
  checksField,
  type FieldOptions,
  type FormField,
  numberField,
  selectField,
  textField,
  toggleField,
} from '../field/formField';
import { recipientRows } from '../field/recipientRows';
import type { Component } from '../sheet/component';

/** Everything that the form of a rule shows. */
export interface RuleFormState {
  readonly rule: Rule;
  readonly problems: readonly RuleProblem[];
  /** The saved accounts, the default one first. */
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
}

/** Changes the rule that is shown. */
type EditRule = (change: (rule: Rule) => Partial<Rule>) => void;

type RuleComponent = Component<RuleFormState>;

/** The form of a rule. At most one is on the page. */
export function ruleForm(save: (change: Partial<Rule>) => void): FormField<RuleFormState> {
  let shown = plainRule;
  const edit: EditRule = (change) => save(change(shown));
  const name = textField({
    ...ruleBinding(edit, 'name'),
    label: l10n.t('Name of the rule'),
    description: l10n.t('What you call it. Where it is empty, the list says what the rule matches.'),
    live: true,
  });
  const whole = ruleGroup([
    name,
    verdictField(edit),
    ...matchFields(edit),
    ruleGroup(whenFields(edit), { heading: l10n.t('When'), isShown: ({ mails }) => mails }),
    ruleGroup(mailFields(edit), { heading: l10n.t('The mail'), isShown: ({ mails }) => mails }),
    ruleGroup(silenceFields(edit), { heading: l10n.t('While it still runs'), isShown: ({ mails }) => mails }),
  ]);
  return {
    element: whole.element,
    update(state) {
      shown = state.rule;
      whole.update(state);
    },
    focus: () => name.focus(),
  };
}

/** Binds a form field to a value of the rule that is shown. */
function ruleBinding<Field extends keyof Rule>(
  edit: EditRule,
  field: Field,
): Omit<FieldOptions<RuleFormState, Rule[Field]>, 'label'> {
  return {
    name: `rule-${field}`,
    read: ({ rule }) => rule[field],
    write: (value) => edit(() => ({ [field]: value })),
    problem: ({ problems }) => problems.find((problem) => problem.field === field),
  };
}

/** Binds a form field to what is mailed while a run goes on. */
function silenceBinding<Field extends keyof SilenceRule>(
  edit: EditRule,
  field: Field,
): Omit<FieldOptions<RuleFormState, SilenceRule[Field]>, 'label'> {
  return {
    name: `rule-${field}`,
    read: ({ rule }) => rule.silence[field],
    write: (value) => edit(({ silence }) => ({ silence: { ...silence, [field]: value } })),
  };
}

/** Some fields, under a heading if there is one. */
function ruleGroup(
  components: readonly RuleComponent[],
  { heading, isShown = () => true }: { readonly heading?: string; readonly isShown?: (rule: Rule) => boolean } = {},
): RuleComponent {
  const title = heading === undefined ? undefined : element('h4', {}, heading);
  const whole = element('div', { class: 'rule-fields' }, title, ...components.map((one) => one.element));
  return {
    element: whole,
    update(state) {
      whole.hidden = !isShown(state.rule);
      for (const component of components) component.update(state);
    },
  };
}

function verdictField(edit: EditRule): RuleComponent {
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
    (chosen) => edit((rule) => turned(rule, chosen === 'mails')),
  );
  const frame = fieldFrame({
    field: 'rule-mails',
    label: l10n.t('What to do with the runs that match'),
    control: radios.element,
    labelled: 'byTitle',
  });
  return {
    element: frame.element,
    update: ({ rule }) => radios.show(rule.mails ? 'mails' : 'mutes'),
  };
}

/** Which runs the rule matches. */
function matchFields(edit: EditRule): readonly RuleComponent[] {
  return [
    checksField({
      ...ruleBinding(edit, 'sources'),
      label: l10n.t('What can end'),
      description: l10n.t('None ticked: everything.'),
      choices: sources.map((value) => ({ value, label: capital(sourcesWord(value)) })),
    }),
    textField({
      ...ruleBinding(edit, 'match'),
      live: true,
      label: l10n.t('Name or command'),
      description: l10n.t(
        'Wildcards, * for any characters and ? for one, stand for the whole of it: npm*. /…/ is a regular expression, /…/i one whatever the case. Empty: all.',
      ),
    }),
    textField({
      ...ruleBinding(edit, 'folder'),
      live: true,
      label: l10n.t('Folder it ran in'),
      description: l10n.t('Written in the same way. Empty: all.'),
    }),
    checksField({
      ...ruleBinding(edit, 'outcomes'),
      label: l10n.t('How it ended'),
      description: l10n.t('None ticked: in any way.'),
      choices: outcomes.map((value) => ({ value, label: capital(outcomeWords(value)) })),
    }),
    textField({
      ...ruleBinding(edit, 'exitCodes'),
      live: true,
      label: l10n.t('Exit codes'),
      description: l10n.t('Numbers and ranges, such as 1, 3-5. Empty: all, and where there is none.'),
    }),
    numberField({
      ...ruleBinding(edit, 'minimumDuration'),
      label: l10n.t('Shortest duration'),
      description: l10n.t('Seconds that it must have taken.'),
    }),
  ];
}

function whenFields(edit: EditRule): readonly RuleComponent[] {
  return [
    toggleField({
      ...ruleBinding(edit, 'onlyWhenAway'),
      label: l10n.t('Only while nobody is at the editor'),
      description: l10n.t('Its window is not in front, or nothing is typed or clicked in it for a while.'),
    }),
    ruleGroup(
      [
        numberField({
          ...ruleBinding(edit, 'awayAfter'),
          label: l10n.t('Away after'),
          description: l10n.t('Seconds without a key or a click.'),
        }),
      ],
      { isShown: ({ onlyWhenAway }) => onlyWhenAway },
    ),
    toggleField({
      ...ruleBinding(edit, 'onlyOnChange'),
      label: l10n.t('Only when it breaks or is fixed'),
      description: l10n.t('It ended in another way than the last time.'),
    }),
    ruleGroup(
      [
        numberField({
          ...ruleBinding(edit, 'repeatEvery'),
          label: l10n.t('Still failing'),
          description: l10n.t('After how many failures in a row it is told again; 0: never.'),
          whole: true,
        }),
      ],
      { isShown: ({ onlyOnChange }) => onlyOnChange },
    ),
  ];
}

function mailFields(edit: EditRule): readonly RuleComponent[] {
  const contents: readonly { readonly value: Content; readonly label: string }[] = [
    { value: 'verdict', label: l10n.t('How it ended, and no more') },
    { value: 'facts', label: l10n.t('What is known of it, without its output') },
    { value: 'tail', label: l10n.t('Also the first error and the last lines of its output') },
    { value: 'everything', label: l10n.t('Everything: also its whole output, attached') },
  ];
  return [
    recipientsOfRule(edit),
    selectField({
      ...ruleBinding(edit, 'account'),
      label: l10n.t('Account of these mails'),
      choices: ({ rule, accounts }) => [
        {
          value: '',
          label: accounts[0] === undefined ? l10n.t('Default') : l10n.t('Default ({0})', accounts[0].name),
        },
        ...accounts.map(({ id, name }) => ({ value: id, label: name })),
        ...(rule.account === '' || accounts.some(({ id }) => id === rule.account)
          ? []
          : [{ value: rule.account, label: l10n.t('Deleted account, so the default one') }]),
      ],
    }),
    selectField({
      ...ruleBinding(edit, 'content'),
      label: l10n.t('What the mail tells'),
      choices: () => contents,
    }),
  ];
}

function recipientsOfRule(edit: EditRule): RuleComponent {
  let shown = plainRule;
  const marks = (): ReturnType<typeof marksOf> =>
    marksOf(list.rows().map((row) => ({ address: row.text(), way: row.way() })));
  const showProblems = (): void => {
    for (const row of list.rows()) {
      const text = bareText(row.text());
      row.showProblem(row.wasLeft() && text !== '' ? addressProblem(text) : undefined);
    }
  };
  const list = recipientRows({
    labelledBy: 'field-rule-recipients-title',
    least: 0,
    wayOf: (address) => wayOf(shown, address),
    onChange: () => edit(() => ({ recipients: list.entries().map((entry) => bareText(entry)), ...marks() })),
    onLeaveRow: showProblems,
  });
  const frame = fieldFrame({
    field: 'rule-recipients',
    label: l10n.t('Recipients of these mails'),
    description: l10n.t(
      'Instead of those of the account. None: those of the account. Nobody else sees a recipient in Bcc.',
    ),
    control: list.element,
    labelled: 'byTitle',
  });
  return {
    element: frame.element,
    update({ rule }) {
      shown = rule;
      const { recipients, ccRecipients, bccRecipients } = rule;
      const typed = { recipients: list.entries().map((entry) => bareText(entry)), ...marks() };
      // The text that is being typed keeps its blanks.
      if (JSON.stringify(typed) !== JSON.stringify({ recipients, ccRecipients, bccRecipients })) list.show(recipients);
      showProblems();
    },
  };
}

function silenceFields(edit: EditRule): readonly RuleComponent[] {
  return [
    numberField({
      ...silenceBinding(edit, 'stillRunning'),
      label: l10n.t('Still running'),
      description: l10n.t('Minutes after which a mail tells that it still runs; 0: never.'),
    }),
    numberField({
      ...silenceBinding(edit, 'noOutput'),
      label: l10n.t('No output for'),
      description: l10n.t('Minutes without output after which a mail tells so; 0: never.'),
    }),
    toggleField({
      ...silenceBinding(edit, 'slowerThanUsual'),
      label: l10n.t('It takes more than three times as long as usual'),
    }),
    toggleField({ ...silenceBinding(edit, 'waitingForInput'), label: l10n.t('It waits for input') }),
  ];
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
