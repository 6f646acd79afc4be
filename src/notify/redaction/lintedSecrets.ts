import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretSpan } from '../../model/redaction/secretSpan';

// It would keep marks of every look in memory, and write them into the timeline of all extensions.
secretLintProfiler.setEnabled(false);

const config = {
  rules: rules
    // It would let a comment in the output, `secretlint-disable`, switch off all others.
    .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
    .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
};

/** What the recommended rules of secretlint find in a text. Call it with a few KB at a time. */
export async function lintedSecrets(text: string): Promise<readonly SecretSpan[]> {
  const { messages } = await lintSource({
    source: { content: text, filePath: 'output.txt', ext: '.txt', contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return messages.flatMap(({ range: [start, end] }) => narrowed(text.slice(start, end), start));
}

/** In a URL with a password, only that, and the user if it is a token: the rest may be shown. */
function narrowed(found: string, start: number): readonly SecretSpan[] {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]{1,30}:\/\/)([^]*)$/i.exec(found) ?? [];
  // A password may hold what ends the host of a URL.
  const at = rest.lastIndexOf('@');
  const colon = rest.indexOf(':');
  if (scheme === '' || colon < 0 || at < colon + 2) return [{ start, end: start + found.length, kind: 'linted' }];
  const info = start + scheme.length;
  const password: SecretSpan = { start: info + colon + 1, end: info + at, kind: 'linted' };
  // A placeholder, or what was masked before.
  if (/^(?:<[^<>]*>|\[[^[\]]*\]|\*+)$/.test(rest.slice(colon + 1, at))) return [];
  const isToken = /^(?=.*\d)[\w.~+=-]{16,}$/.test(rest.slice(0, colon));
  return isToken ? [{ start: info, end: info + colon, kind: 'linted' }, password] : [password];
}
