// What axe-core finds on a page.
import assert from 'node:assert/strict';
import { source } from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/** Fails when a page has a violation of any of the rules. What a mail looks like inside its own frame is its sender's business. */
export async function assertAccessible(frame: Frame, where: string): Promise<void> {
  // As an expression: the page's policy lets no script in that is not the extension's own.
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(source);
  const found = await frame.evaluate(async () => {
    const { passes, violations } = await axe.run({ iframes: false, resultTypes: ['violations'] });
    // A page that had not come up would have none either.
    if (passes.length < 10) return ['Hardly any rule had anything to look at.'];
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
    );
  });
  assert.deepEqual(found, [], where);
}
