import * as vscode from 'vscode';
import type { Running } from '../../model/run';
import { testsEnded, testsRunning, type TestChoice, type TestFacts } from '../../model/testRun';
import { computer } from '../taskFacts';
import type { RunWatch, SourceOptions } from './source';

/** Tests that were sent off. */
export interface StartedTests {
  /** The id of the run to come. */
  readonly id: string;
  /** Resolves when they are over: false where none was run, of which nothing else is told. */
  readonly hadTests: Promise<boolean>;
}

const commands: Readonly<Record<TestChoice, string>> = {
  all: 'testing.runAll',
  file: 'testing.runCurrentFile',
  failed: 'testing.reRunFailTests',
  last: 'testing.reRunLastRun',
};

/** A rerun that is over sooner may have had nothing to run again, in milliseconds. Measured: 3 to 300 where it had not. */
const atOnce = 1_000;

/**
 * The test runs that we start ourselves. Those that others start cannot be seen by an extension, and of ours only the end
 * is known: the editor's command is over when the run is.
 */
export class TestRuns implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private going: readonly Running[] = [];
  private over = false;
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: SourceOptions) {}

  running(): readonly Running[] {
    return this.going;
  }

  /** Has the editor run tests. */
  start(choice: TestChoice): StartedTests {
    const facts = factsOf(choice);
    const running = testsRunning(crypto.randomUUID(), facts, this.options.clock.now());
    this.going = [...this.going, running];
    this.changed.fire();
    return { id: running.id, hadTests: this.run(running, facts) };
  }

  dispose(): void {
    this.over = true;
    this.going = [];
    this.changed.dispose();
  }

  private async run(running: Running, facts: TestFacts): Promise<boolean> {
    const { clock, emit, log } = this.options;
    try {
      const result: unknown = await vscode.commands.executeCommand(commands[facts.choice]);
      const endedAt = clock.now();
      const hadTests = await hadAny(facts, result, endedAt - running.startedAt);
      if (hadTests && !this.over) {
        log.info(`run ${running.id}: tests ended after ${endedAt - running.startedAt} ms`);
        emit(testsEnded(running, facts, endedAt));
      }
      return hadTests;
    } finally {
      this.going = this.going.filter((one) => one !== running);
      if (!this.over) this.changed.fire();
    }
  }
}

/** Whether tests were run. The editor's command is over in the same way where there are none, only sooner. */
async function hadAny({ choice, document }: TestFacts, result: unknown, duration: number): Promise<boolean> {
  // Measured: only `testing.runCurrentFile` answers anything, and nothing where it ran nothing.
  if (duration >= atOnce || (result !== undefined && result !== null)) return true;
  if (choice === 'all') return hasAny('vscode.testing.getControllersWithTests');
  if (choice === 'file') return document !== undefined && hasAny('vscode.testing.getTestsInFile', document);
  return false;
}

/** Whether the editor lists any tests; these commands of it are not documented, and one day may be gone. */
async function hasAny(command: string, document?: string): Promise<boolean> {
  const of = document === undefined ? [] : [vscode.Uri.parse(document)];
  try {
    const listed: unknown = await vscode.commands.executeCommand(command, ...of);
    return Array.isArray(listed) && listed.length > 0;
  } catch {
    return false;
  }
}

function factsOf(choice: TestChoice): TestFacts {
  const uri = choice === 'file' ? vscode.window.activeTextEditor?.document.uri : undefined;
  const folder = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  return {
    choice,
    document: uri?.toString(),
    folder: folder?.uri.fsPath ?? '',
    workspace: vscode.workspace.name ?? folder?.name ?? '',
    host: computer(),
  };
}
