// What axe-core finds on a page.
import assert from 'node:assert/strict';
import { source } from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/**
 * Fails when a page has a violation of any of the rules. What a mail looks like inside its own frame is its sender's
 * business.
 */
export async function assertAccessible(frame: Frame, where: string): Promise<void> {
  await assertNone(frame, where, {});
}

/** Fails when the HTML of a mail has text that is hard to read, or links, lists and headings that cannot be told. */
export async function assertReadable(frame: Frame, where: string): Promise<void> {
  const rules = ['color-contrast', 'document-title', 'empty-heading', 'html-has-lang', 'html-lang-valid', 'link-name'];
  await assertNone(frame, where, { runOnly: [...rules, 'list', 'listitem'] });
}

async function assertNone(frame: Frame, where: string, options: RunOptions): Promise<void> {
  // As an expression: the page's policy lets no script in that is not the extension's own.
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(source);
  const found = await frame.evaluate(async (more) => {
    const { passes, violations } = await axe.run({ iframes: false, resultTypes: ['violations'], ...more });
    // A page that had not come up would have none either.
    if (passes.length < (more.runOnly === undefined ? 10 : 4)) return ['Hardly any rule had anything to look at.'];
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
    );
  }, options);
  assert.deepEqual(found, [], where);
}
