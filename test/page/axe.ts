// What axe-core finds on a page.
import assert from 'node:assert/strict';
import { source } from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';
import { themes } from './themes';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/**
 * Fails when a page has a violation of any of the rules. What a mail looks like inside its own frame is its sender's
 * business.
 */
export async function assertAccessible(frame: Frame, where: string): Promise<void> {
  await assertNone(frame, where, 10);
}

/**
 * Fails when a page in this theme has a violation; in all but the first of the themes only the rules about colours are
 * asked, because the others would find what they found there.
 */
export async function assertAccessibleIn(theme: string, frame: Frame, where: string): Promise<void> {
  if (theme === themes[0][0]) await assertAccessible(frame, where);
  else await assertNone(frame, where, 1, ['color-contrast', 'link-in-text-block']);
}

/** Fails when the HTML of a mail has text that is hard to read, or links, lists and headings that cannot be told. */
export async function assertReadable(frame: Frame, where: string): Promise<void> {
  const rules = ['color-contrast', 'document-title', 'empty-heading', 'html-has-lang', 'html-lang-valid', 'link-name'];
  await assertNone(frame, where, 4, [...rules, 'list', 'listitem']);
}

/** @param least how many of the rules have something to look at: a page that had not come up would break none */
async function assertNone(frame: Frame, where: string, least: number, rules?: string[]): Promise<void> {
  // As an expression: the page's policy lets no script in that is not the extension's own.
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(source);
  const options: RunOptions = { iframes: false, resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { passes, violations } = await frame.evaluate(async (chosen) => {
    const found = await axe.run(chosen);
    return {
      passes: found.passes.length,
      violations: found.violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
      ),
    };
  }, options);
  assert.ok(passes >= least, `${where}: only ${passes} rules had anything to look at`);
  assert.deepEqual(violations, [], where);
}
