// The terminals of the panel, in words of their user.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from '../editor/workbench';
import { eventually } from './eventually';

/** The panel with the terminals of a window. */
export class TerminalPanel {
  constructor(private readonly workbench: Workbench) {}

  /** The tabs at the side of the panel, from its top; there are none for one terminal. */
  get tabs(): Locator {
    return this.page.locator('.tabs-list .terminal-tabs-entry');
  }

  /** What stands in the head of the panel in place of tabs while there is one terminal. */
  get singleTab(): Locator {
    return this.page.locator('.part.panel .single-terminal-tab');
  }

  private get page(): Page {
    return this.workbench.page;
  }

  /** Opens one more, and resolves once its shell tells the editor what it does. */
  async open(): Promise<void> {
    const all = this.page.locator('.terminal-wrapper');
    const before = await all.count();
    // The panel brings one along where there is none: to ask for one then may make two.
    await this.workbench.runCommand(before === 0 ? 'View: Toggle Terminal' : 'Terminal: Create New Terminal');
    await eventually(async () => assert.equal(await all.count(), before + 1));
    // The mark beside a prompt comes from the shell integration.
    await this.active.locator('.terminal-command-decoration').first().waitFor({ state: 'attached' });
  }

  /** Types a command line into the one that has the focus. */
  async type(command: string): Promise<void> {
    await this.active.locator('.xterm-helper-textarea').focus();
    await this.page.keyboard.type(`${command}\n`);
  }

  /** Ends all of them, whatever runs there; also those that an earlier window has left and that were not shown yet. */
  async killAll(): Promise<void> {
    if ((await this.page.locator('.terminal-wrapper').count()) === 0) {
      await this.workbench.runCommand('View: Toggle Terminal');
      await this.active.waitFor();
    }
    await this.workbench.runCommand('Terminal: Kill All Terminals');
    await eventually(async () => assert.equal(await this.page.locator('.terminal-wrapper').count(), 0));
  }

  private get active(): Locator {
    return this.page.locator('.terminal-wrapper.active');
  }
}
