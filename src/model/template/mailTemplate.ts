import type { Outcome } from '../run/run';

/** Which mails a template is for: the run ended well; it ended in any other way; it is still going on. */
export type TemplateKind = 'success' | 'failure' | 'stalled';

export const templateKinds: readonly TemplateKind[] = ['success', 'failure', 'stalled'];

/** `editor`: the language of the editor. */
export type TemplateLanguage = 'editor' | 'en' | 'fr';

export const templateLanguages: readonly TemplateLanguage[] = ['editor', 'en', 'fr'];

/** The parts of a mail that a template can replace. */
export type TemplateField = 'subject' | 'title' | 'body';

export const templateFields: readonly TemplateField[] = ['subject', 'title', 'body'];

/** How mails of a kind are written; a blank text stands for the default. */
export interface MailTemplate {
  /** One line in the language of `template.ts`, like the others. */
  readonly subject: string;
  /** The first line of the mail, which says how the run went. */
  readonly title: string;
  /** Paragraphs, and variables that stand for whole parts of the mail. */
  readonly body: string;
  readonly language: TemplateLanguage;
}

export type MailTemplates = Readonly<Record<TemplateKind, MailTemplate>>;

export const plainTemplate: MailTemplate = { subject: '', title: '', body: '', language: 'editor' };

export const plainTemplates: MailTemplates = { success: plainTemplate, failure: plainTemplate, stalled: plainTemplate };

/** A stopped run, or one with an unknown result, must not be reported as a success. */
export function templateKind(outcome: Outcome): TemplateKind {
  return outcome === 'done' ? 'success' : 'failure';
}

/** Whether a template changes nothing. */
export function isUsualTemplate({ subject, title, body, language }: MailTemplate): boolean {
  return [subject, title, body].every((text) => text.trim() === '') && language === 'editor';
}
