import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { outDir } from '../editor/places';
import { lettersIn } from '../support/golden';
import { languages } from '../support/language';
import { assertReadable } from './axe';
import { browser } from './fixture';

const widths = [360, 800];
const schemes = ['light', 'dark'] as const;
/** Those that differ most; their pictures are in out/mails. */
const pictured =
  /^(?:full|still-failing|fixed|level-.*|digest|waiting|right-to-left|notebook-failed|account-test|hostile)$/;

for (const language of languages) {
  describe(`mails in a browser (${language})`, () => {
    const letters = lettersIn(language);
    const requests: string[] = [];
    let page: Page;

    before(async () => {
      await mkdir(path.join(outDir, 'mails'), { recursive: true });
      page = await (await browser()).newPage();
      page.on('request', (request) => requests.push(request.url()));
    });
    after(() => page.close());

    it('fit on a phone and load nothing', async () => {
      for (const [name, { html }] of letters) {
        for (const width of widths) {
          await page.setViewportSize({ width, height: 640 });
          await page.setContent(html);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${name} is ${wide} wide on ${width}`);
        }
      }
      assert.deepEqual(requests, []);
    });

    it('tell how it went without scrolling', async () => {
      await page.setViewportSize({ width: 360, height: 640 });
      for (const [name, { html }] of letters) {
        await page.setContent(html);
        const box = await page.getByRole('heading', { level: 1 }).boundingBox();
        assert.ok(box !== null && box.y + box.height < 200, name);
      }
    });

    it('can be read on light and dark, with their style and without it', async () => {
      for (const name of ['full', 'still-failing', 'digest', 'level-everything']) {
        const html = letters.get(name)?.html ?? '';
        for (const shown of [html, html.replace(/<style>.*?<\/style>/s, '')]) {
          for (const colorScheme of schemes) {
            await page.emulateMedia({ colorScheme });
            await page.setContent(shown);
            await assertReadable(page.mainFrame(), `${name} on ${colorScheme}`);
          }
        }
      }
    });

    it('are dark where the reader is', async () => {
      await page.setContent(letters.get('full')?.html ?? '');
      const grounds: string[] = [];
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      }
      assert.deepEqual(grounds, ['rgb(255, 255, 255)', 'rgb(22, 25, 29)']);
    });

    it('have their pictures taken', async () => {
      for (const [name, { html }] of letters) {
        if (!pictured.test(name)) continue;
        await page.setContent(html);
        for (const width of widths) {
          for (const colorScheme of schemes) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 640 });
            const file = path.join(outDir, 'mails', `${language}-${name}-${width}-${colorScheme}.png`);
            const picture = await page.screenshot({ path: file, fullPage: name !== 'hostile' });
            assert.ok(picture.length > 5_000, file);
          }
        }
      }
    });
  });
}
