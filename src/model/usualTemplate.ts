import type { TemplateField } from './mailTemplate';

/** What a subject is that begins with how it went, as `FAILED: test (exit 3) - my-app - 1m 04s`. */
const subject =
  '{{word}}: {{name}}{% if exit %} {{exit}}{% endif %}{% if workspace %} - {{workspace}}{% endif %} - {{duration}}';
/** The same where it goes on: there is no exit code. */
const stalledSubject = subject.replace('{% if exit %} {{exit}}{% endif %}', '');
/** What a subject is that never changes, so that mail programs which go by it keep a conversation together. */
const constantSubject = '{{name}}{% if workspace %} - {{workspace}}{% endif %}';

const parts = ['facts', 'summary', 'errorDetails', 'problems', 'git', 'output', 'rerun'];
const stalledParts = ['facts', 'git', 'output'];

/** What the fields of a template say as long as they are blank, in the words of templates: whoever changes it starts here. */
export function usualTexts(isStalled: boolean, oneConversation: boolean): Readonly<Record<TemplateField, string>> {
  return {
    subject: oneConversation ? constantSubject : isStalled ? stalledSubject : subject,
    title: '{{verdict}}',
    body: (isStalled ? stalledParts : parts).map((name) => `{{${name}}}`).join('\n'),
  };
}
