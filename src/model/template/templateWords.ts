import * as l10n from '@vscode/l10n';
import type { TemplateField, TemplateKind, TemplateLanguage } from './mailTemplate';
import type { TemplateVariable, VariableGroup } from './templateVariable';

/** The name of a kind of mails. */
export function templateKindWords(kind: TemplateKind): { readonly label: string; readonly description: string } {
  switch (kind) {
    case 'success':
      return { label: l10n.t('Success'), description: l10n.t('It ended well.') };
    case 'failure':
      return {
        label: l10n.t('Failure'),
        description: l10n.t('It failed, was stopped, or nobody knows how it ended.'),
      };
    case 'stalled':
      return {
        label: l10n.t('Stalled'),
        description: l10n.t('It still runs: for long, without output or waiting for an answer.'),
      };
  }
}

export function templateFieldWords(field: TemplateField): { readonly label: string; readonly description: string } {
  switch (field) {
    case 'subject':
      return { label: l10n.t('Subject'), description: l10n.t('Phones show the first 40 characters or so.') };
    case 'title':
      return { label: l10n.t('Title'), description: l10n.t('The first line of the mail.') };
    case 'body':
      return {
        label: l10n.t('Body'),
        description: l10n.t(
          'Text, and variables that stand for whole parts of the mail. A blank line begins a new paragraph. Why the mail came stands below it in any case.',
        ),
      };
  }
}

export function templateLanguageWords(language: TemplateLanguage): string {
  switch (language) {
    case 'editor':
      return l10n.t('As the editor');
    case 'en':
      return l10n.t('English');
    case 'fr':
      return l10n.t('French');
  }
}

export function variableGroupWords(group: VariableGroup): string {
  switch (group) {
    case 'result':
      return l10n.t('How it went');
    case 'run':
      return l10n.t('What it was');
    case 'time':
      return l10n.t('When');
    case 'place':
      return l10n.t('Where');
    case 'git':
      return l10n.t('Git');
    case 'problems':
      return l10n.t('Problems');
    case 'output':
      return l10n.t('Output');
    case 'parts':
      return l10n.t('Parts of the mail');
    case 'conditions':
      return l10n.t('Conditions');
  }
}

/** The meaning of a variable. */
export function variableWords({ name }: Pick<TemplateVariable, 'name'>): string {
  return words[name]?.() ?? name;
}

const words: Readonly<Record<string, () => string>> = {
  verdict: () => l10n.t('the usual first line'),
  word: () => l10n.t('how it went, as a subject begins'),
  status: () => l10n.t('how it went, in words'),
  exit: () => l10n.t('the exit code in parentheses, where it failed'),
  exitCode: () => l10n.t('the exit code'),
  exitMeaning: () => l10n.t('what the exit code commonly means'),
  previousStatus: () => l10n.t('how it went the last time'),
  streak: () => l10n.t('how many have failed in a row'),
  name: () => l10n.t('its name'),
  kind: () => l10n.t('task, terminal command, test run …'),
  command: () => l10n.t('the command line'),
  details: () => l10n.t('what it was about, line by line'),
  rule: () => l10n.t('the rule that asked for the mail'),
  duration: () => l10n.t('how long it took'),
  usualDuration: () => l10n.t('how long it usually takes'),
  startedAt: () => l10n.t('when it started'),
  endedAt: () => l10n.t('when it ended'),
  workspace: () => l10n.t('the workspace'),
  folder: () => l10n.t('the folder it ran in'),
  host: () => l10n.t('the computer'),
  remote: () => l10n.t('the kind of remote connection'),
  user: () => l10n.t('who ran it'),
  openUrl: () => l10n.t('a link that opens the workspace'),
  branch: () => l10n.t('the branch'),
  commit: () => l10n.t('the commit, abbreviated'),
  commitSubject: () => l10n.t('the first line of the commit'),
  dirtyFiles: () => l10n.t('how many files are changed'),
  commitsSinceGood: () => l10n.t('how many commits since it last went well'),
  errors: () => l10n.t('how many errors'),
  warnings: () => l10n.t('how many warnings'),
  errorsDelta: () => l10n.t('change of the errors since it last went well'),
  warningsDelta: () => l10n.t('change of the warnings since it last went well'),
  firstError: () => l10n.t('the first error'),
  firstErrorFile: () => l10n.t('the file it is in'),
  firstErrorLine: () => l10n.t('the line it is in'),
  outputTail: () => l10n.t('the last lines of its output, as text'),
  facts: () => l10n.t('the table of facts'),
  summary: () => l10n.t('why it failed, by a language model'),
  errorDetails: () => l10n.t('the first error with the lines around it'),
  problems: () => l10n.t('errors and warnings'),
  git: () => l10n.t('branch, commit and what is changed'),
  output: () => l10n.t('the last lines of its output'),
  rerun: () => l10n.t('the command that runs it again'),
  done: () => l10n.t('only where it ended well'),
  failed: () => l10n.t('only where it failed'),
  stopped: () => l10n.t('only where it was stopped'),
  ended: () => l10n.t('only where it ended without a code'),
  lost: () => l10n.t('only where it could not be watched any longer'),
};

/** A subject that begins with the result, such as `FAILED: test (exit 3) - my-app - 1m 04s`. */
const subject =
  '{{word}}: {{name}}{% if exit %} {{exit}}{% endif %}{% if workspace %} - {{workspace}}{% endif %} - {{duration}}';
/** The same while the run is still going on: there is no exit code. */
const stalledSubject = subject.replace('{% if exit %} {{exit}}{% endif %}', '');
/** A subject that never changes, so that mail programs which group by subject keep a thread together. */
const constantSubject = '{{name}}{% if workspace %} - {{workspace}}{% endif %}';

const parts = ['facts', 'summary', 'errorDetails', 'problems', 'git', 'output', 'rerun'];
const stalledParts = ['facts', 'git', 'output'];

/** The default texts of the fields, written as templates: the starting point for changes. */
export function usualTexts(isStalled: boolean, oneConversation: boolean): Readonly<Record<TemplateField, string>> {
  return {
    subject: oneConversation ? constantSubject : isStalled ? stalledSubject : subject,
    title: '{{verdict}}',
    body: (isStalled ? stalledParts : parts).map((name) => `{{${name}}}`).join('\n'),
  };
}
