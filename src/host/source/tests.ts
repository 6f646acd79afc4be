import * as vscode from 'vscode';
import { durationOf, type Run, type Running } from '../../model/run/run';
import { type TestChoice, type TestFacts, testsEnded, testsRunning } from '../../model/source/testRun';
import type { RunWatch, SourceOptions } from './source';
import { computer } from './taskFacts';

/** A test run that was started. */
export interface StartedTests {
  /** The id of the run to come. */
  readonly id: string;
  /** Resolves when the test run is over: false if no test was run; then nothing else is reported. */
  readonly hadTests: Promise<boolean>;
}

const commands: Readonly<Record<TestChoice, string>> = {
  all: 'testing.runAll',
  file: 'testing.runCurrentFile',
  failed: 'testing.reRunFailTests',
  last: 'testing.reRunLastRun',
};

/** Milliseconds. A shorter rerun may have had nothing to run. Measured without tests: 3 to 300 ms. */
const atOnce = 1_000;

/**
 * The test runs that we start. Extensions cannot see those that others start, and of ours only the end is known: the
 * editor's command resolves when the run is over.
 */
export class TestRuns implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private going: readonly Running[] = [];
  private ended: readonly Run[] = [];
  private over = false;
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: Omit<SourceOptions, 'scheduler'>) {}

  running(): readonly Running[] {
    return this.going;
  }

  ending(): readonly Run[] {
    return this.ended;
  }

  /** Makes the editor run tests. */
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
      const end = testsEnded(running, facts, clock.now());
      const duration = durationOf(end);
      this.ended = [...this.ended, end];
      if (!this.over) this.changed.fire();
      const hadTests = await hadAny(facts, result, duration);
      if (hadTests && !this.over) {
        log.info(`run ${running.id}: tests ended after ${duration} ms`);
        emit(end);
      }
      return hadTests;
    } finally {
      this.going = this.going.filter((one) => one !== running);
      this.ended = this.ended.filter(({ id }) => id !== running.id);
      if (!this.over) this.changed.fire();
    }
  }
}

/** Whether tests were run. Without tests the editor's command resolves in the same way, only sooner. */
async function hadAny({ choice, document }: TestFacts, result: unknown, duration: number): Promise<boolean> {
  // Measured: only `testing.runCurrentFile` has a result, and none if it ran nothing.
  if (duration >= atOnce || (result !== undefined && result !== null)) return true;
  if (choice === 'all') return hasAny('vscode.testing.getControllersWithTests');
  if (choice === 'file') return document !== undefined && hasAny('vscode.testing.getTestsInFile', document);
  return false;
}

/** Whether the editor lists any tests. These commands are undocumented and may disappear. */
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
