import type { Outcome } from './run';

/** Which mails a template is for: it ended well; it ended in any other way; it still goes on. */
export type TemplateKind = 'success' | 'failure' | 'stalled';

export const templateKinds: readonly TemplateKind[] = ['success', 'failure', 'stalled'];

/** `editor`: the language of the editor. */
export type TemplateLanguage = 'editor' | 'en' | 'fr';

export const templateLanguages: readonly TemplateLanguage[] = ['editor', 'en', 'fr'];

/** What of a mail can be written anew. */
export type TemplateField = 'subject' | 'title' | 'body';

export const templateFields: readonly TemplateField[] = ['subject', 'title', 'body'];

/** How mails of a kind are written; a blank text stands for the usual one. */
export interface MailTemplate {
  /** One line, in the language that `template.ts` reads, as are the others. */
  readonly subject: string;
  /** The first line of the mail, which tells how it went. */
  readonly title: string;
  /** Paragraphs, and variables that stand for whole parts of the mail. */
  readonly body: string;
  readonly language: TemplateLanguage;
}

export type MailTemplates = Readonly<Record<TemplateKind, MailTemplate>>;

export const plainTemplate: MailTemplate = { subject: '', title: '', body: '', language: 'editor' };

export const plainTemplates: MailTemplates = { success: plainTemplate, failure: plainTemplate, stalled: plainTemplate };

/** Nobody wants to be told that all is well of what was stopped, or of what nobody knows. */
export function templateKind(outcome: Outcome): TemplateKind {
  return outcome === 'done' ? 'success' : 'failure';
}

/** Nothing of it is other than usual. */
export function isPlain({ subject, title, body, language }: MailTemplate): boolean {
  return [subject, title, body].every((text) => text.trim() === '') && language === 'editor';
}
