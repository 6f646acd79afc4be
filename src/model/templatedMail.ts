import { draftOfRun, letter, type ComposeOptions, type Draft } from './compose';
import { draftOfSilence, type SilenceMail } from './composeSilence';
import type { CompiledTemplate } from './compiledTemplate';
import type { Letter } from './message';
import { printable } from './printable';
import type { RunMail } from './runMail';
import type { TemplateValues } from './template';
import { runValues, silenceValues } from './templateValues';

/** How a mail is written that has a template. */
export interface Wording {
  readonly template: CompiledTemplate;
  /** Where the template has no subject of its own, it is the same for all mails about the same thing. */
  readonly oneConversation: boolean;
}

/** A mail, and what the variables stood for in it. */
export interface TemplatedMail {
  readonly letter: Letter;
  readonly values: TemplateValues;
}

/** The mail that tells how a run went. What the template does not say it says as usual. */
export function templatedRunMail(mail: RunMail, options: ComposeOptions, wording: Wording): TemplatedMail {
  const usual = draftOfRun(mail, options);
  const values = runValues(mail, usual, options.language);
  const { name, workspace } = mail.run;
  const { subject, body } = worded(usual, values, wording, constantSubject(name, workspace));
  return { letter: letter(mail.account, subject, body), values };
}

/** The mail that tells of a run that goes on. */
export function templatedSilenceMail(mail: SilenceMail, language: string, wording: Wording): TemplatedMail {
  const usual = draftOfSilence(mail, language);
  const values = silenceValues(mail, usual, language);
  const constant = constantSubject(mail.running.name, mail.where.workspace);
  const { subject, body } = worded(usual, values, wording, constant);
  return { letter: letter(mail.account, subject, body), values };
}

/** The foot, which tells why the mail came, stays in any case. */
function worded(usual: Draft, values: TemplateValues, { template, oneConversation }: Wording, constant: string): Draft {
  const pieces = template.body(values);
  return {
    subject: template.subject(values) ?? (oneConversation ? constant : usual.subject),
    body: {
      ...usual.body,
      verdict: template.title(values) ?? usual.body.verdict,
      ...(pieces === undefined ? {} : { pieces }),
    },
  };
}

/** `test - my-app` */
function constantSubject(name: string, workspace: string): string {
  return [printable(name, 80), printable(workspace, 80)].filter((part) => part !== '').join(' - ');
}
