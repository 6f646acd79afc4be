import type { Locator } from 'playwright-core';
import { eventually } from './eventually';

/** What is told of a row while the pointer rests on it, read as soon as it is there: it may go again at any moment. */
export async function tooltipOf(row: Locator, text: string | RegExp = ''): Promise<string> {
  const page = row.page();
  const shown = page.locator('.monaco-hover:visible').filter({ hasText: text });
  let told = '';
  await eventually(async () => {
    // From elsewhere: what an earlier one brought up would lie in between.
    await page.mouse.move(900, 300);
    await eventually(async () => {
      if ((await page.locator('.monaco-hover:visible').count()) > 0)
        throw new Error('The tooltip before is still there.');
    });
    await row.locator('.label-name').first().hover({ timeout: 10_000 });
    told = await shown.innerText({ timeout: 10_000 });
  });
  return told;
}
