import {
  plainTemplate,
  templateKinds,
  templateLanguages,
  type MailTemplate,
  type MailTemplates,
  type TemplateKind,
} from './mailTemplate';

/** Reads the templates of settings.json: what is not of the expected form is taken as not there. */
export function readTemplates(value: unknown): MailTemplates {
  const stored = isRecord(value) ? value : {};
  const read = (kind: TemplateKind): MailTemplate => readTemplate(stored[kind]);
  return { success: read('success'), failure: read('failure'), stalled: read('stalled') };
}

export function readTemplate(value: unknown): MailTemplate {
  const stored = isRecord(value) ? value : {};
  return {
    subject: text(stored['subject']),
    title: text(stored['title']),
    body: text(stored['body']),
    language: templateLanguages.find((language) => language === stored['language']) ?? plainTemplate.language,
  };
}

/**
 * What settings.json is to hold of these templates, given what it holds `now`: nothing that is as usual anyway, and whatever
 * else somebody wrote there.
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

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
