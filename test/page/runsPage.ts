// The view of runs in words of its user.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { outDir } from '../editor/places';
import type { Fixture } from './fixture';
import { tooltipOf } from './tooltip';

const pictures = path.join(outDir, 'pictures');
const tasks = [
  ['fails', 'exit 3'],
  ['passes', 'true'],
  ['goes on', 'sleep 3000'],
] as const;

/** The view of the runs in an editor of its own. */
export class RunsPage {
  constructor(private readonly fixture: Fixture) {}

  static async open(fixture: Fixture): Promise<RunsPage> {
    const all = tasks.map(([label, command]) => ({
      label,
      type: 'shell',
      command,
      problemMatcher: [],
      presentation: { reveal: 'never' },
    }));
    await writeFile(
      path.join(fixture.workspace, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: all }),
    );
    await fixture.workbench.openContainer('Mail When Done');
    return new RunsPage(fixture);
  }

  get sidebar(): Locator {
    return this.fixture.workbench.page.locator('.part.sidebar');
  }

  private get page() {
    return this.fixture.workbench.page;
  }

  row(name: string): Locator {
    const exact = new RegExp(`^${name}$`);
    return this.fixture.workbench
      .treeItems(/^(Runs|Exécutions)$/)
      .filter({ has: this.page.locator('.label-name').filter({ hasText: exact }) });
  }

  /** Every row with its description; durations and moments are `_`. */
  async shown(): Promise<[string, string][]> {
    const rows = await this.fixture.workbench
      .treeItems(/^(Runs|Exécutions)$/)
      .evaluateAll((all) =>
        all.map((row) =>
          ['.label-name', '.label-description'].map((part) => row.querySelector(part)?.textContent ?? ''),
        ),
      );
    return rows.map(([name = '', description = '']) => [
      name,
      description.replace(/\d+ ?m(?:in)? \d\d ?s|[\d.,]+ ?s(?![\p{L}])/gu, '_').replace(/\d+:\d\d(\s[AP]M)?$/, '_'),
    ]);
  }

  async tooltip(name: string): Promise<string> {
    return tooltipOf(this.row(name).first(), name);
  }

  async titleAction(name: string): Promise<void> {
    const header = this.sidebar.locator('.pane-header').filter({ hasText: /Runs|Exécutions/i });
    await header.hover();
    await header.locator('.actions').getByRole('button', { name, exact: true }).click();
  }

  /** Draws the right edge of the side bar to so many pixels from the left. */
  async widen(right: number): Promise<void> {
    const box = await this.sidebar.boundingBox();
    if (box === null) throw new Error('The side bar is not shown.');
    await this.page.mouse.move(box.x + box.width, 400);
    await this.page.mouse.down();
    await this.page.mouse.move(right, 400, { steps: 5 });
    await this.page.mouse.up();
  }

  picture(name: string): Promise<void> {
    return this.fixture.workbench.screenshot(path.join(pictures, `runs-${name}.png`));
  }
}
