import { asText, isRecord } from '../unknown';
import {
  type MailTemplate,
  type MailTemplates,
  plainTemplate,
  type TemplateKind,
  templateKinds,
  templateLanguages,
} from './mailTemplate';

/** Reads the templates of settings.json: values of an unexpected form count as missing. */
export function readTemplates(value: unknown): MailTemplates {
  const stored = isRecord(value) ? value : {};
  const read = (kind: TemplateKind): MailTemplate => readTemplate(stored[kind]);
  return { success: read('success'), failure: read('failure'), stalled: read('stalled') };
}

export function readTemplate(value: unknown): MailTemplate {
  const stored = isRecord(value) ? value : {};
  return {
    subject: asText(stored['subject']),
    title: asText(stored['title']),
    body: asText(stored['body']),
    language: templateLanguages.find((language) => language === stored['language']) ?? plainTemplate.language,
  };
}

/**
 * The new value of the setting, given its value `now`: without defaults, and with everything that somebody else wrote
 * there.
 */
export function storedTemplates(templates: MailTemplates, now: unknown): Readonly<Record<string, unknown>> {
  const stored = isRecord(now) ? now : {};
  const entries = templateKinds.map(
    (kind) => [kind, { ...furtherKeys(stored[kind]), ...changed(templates[kind]) }] as const,
  );
  const others = Object.entries(stored).filter(([key]) => !templateKinds.some((kind) => kind === key));
  return Object.fromEntries([...entries.filter(([, entry]) => Object.keys(entry).length > 0), ...others]);
}

function changed(template: MailTemplate): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(template).filter(([key, value]) => {
      const usual = plainTemplate[key as keyof MailTemplate];
      return key === 'language' ? value !== usual : String(value).trim() !== usual;
    }),
  );
}

function furtherKeys(entry: unknown): Record<string, unknown> {
  return isRecord(entry) ? Object.fromEntries(Object.entries(entry).filter(([key]) => !(key in plainTemplate))) : {};
}
