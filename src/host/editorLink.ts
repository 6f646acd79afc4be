import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** How long an editor that is there may take to answer, in milliseconds. */
const patience = 5_000;

/**
 * Whether there is an editor at the other end. Measured: where its browser was killed or its laptop closed, the extension
 * host lives on for hours; no event comes any more, and nothing that it asks is answered.
 */
export class EditorLink {
  private asking: Promise<unknown> | undefined;

  async isThere(): Promise<boolean> {
    // One question at a time: each waits in memory until somebody comes back.
    this.asking ??= Promise.resolve(vscode.commands.executeCommand('setContext', 'mailWhenDone.isThere', true))
      // A refusal is an answer.
      .catch(() => undefined)
      .finally(() => (this.asking = undefined));
    return Promise.race([this.asking.then(() => true), sleep(patience, false, { ref: false })]);
  }
}
