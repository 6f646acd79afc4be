import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretSpan } from '../model/secretSpan';

// It would keep marks of every look in the memory of the process, and write them into the timeline of all extensions.
secretLintProfiler.setEnabled(false);

const config = {
  rules: rules
    // With it a comment in the output, `secretlint-disable`, would switch all others off.
    .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
    .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
};

/** What the rules that secretlint recommends find in a text. To be called for a few KB at a time. */
export async function lintedSecrets(text: string): Promise<readonly SecretSpan[]> {
  const { messages } = await lintSource({
    source: { content: text, filePath: 'output.txt', ext: '.txt', contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return messages.flatMap(({ range: [start, end], type }) =>
    type === 'message' ? [{ start, end, kind: 'linted' }] : [],
  );
}
