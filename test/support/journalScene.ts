import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Run, Running } from '../../src/model/run';
import { AbandonedRuns } from '../../src/outbox/abandonedRuns';
import { OwnRuns } from '../../src/outbox/ownRuns';
import { lookAtProcesses, type ProcessSight } from '../../src/outbox/processWatch';
import type { Owner } from '../../src/outbox/ownedFiles';
import { RunJournal } from '../../src/outbox/runJournal';
import { FakeTime } from './fakeTime';
import { anOwner } from './heldRuns';

/** One computer: its processes, of which some are real, its time, and the folder of the journal. */
export class JournalScene {
  readonly time = new FakeTime();
  /** What is seen of processes that are not real: the windows' own, and shells. */
  readonly sights = new Map<number, ProcessSight>();
  private readonly home = mkdtempSync(path.join(os.tmpdir(), 'mail-when-done-runs-'));
  private readonly children: ChildProcess[] = [];

  readonly look = async (pids: readonly number[]): Promise<ReadonlyMap<number, ProcessSight>> => {
    const real = await lookAtProcesses(pids.filter((pid) => this.children.some((child) => child.pid === pid)));
    return new Map([...real, ...[...this.sights].filter(([pid]) => pids.includes(pid))]);
  };

  get root(): string {
    return path.join(this.home, 'runs');
  }

  /** A real process that goes on until it is killed. */
  process(): { readonly pid: number; readonly end: () => Promise<void> } {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.children.push(child);
    const end = (): Promise<void> => {
      child.kill('SIGKILL');
      return ended;
    };
    return { pid: child.pid ?? 0, end };
  }

  window(pid: number, change: Partial<Owner> & { home?: string } = {}): JournalWindow {
    return new JournalWindow(this, pid, change);
  }

  /** How many runs are in the journal. */
  files(): number {
    return readdirSync(path.join(this.root, 'going')).length;
  }

  stop(): void {
    for (const child of this.children.splice(0)) child.kill('SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** What one window does with the journal, told by hand. */
export class JournalWindow {
  readonly asked = new Set<string>();
  /** What was told to go on. */
  readonly silent = new Set<string>();
  readonly mailed = new Set<string>();
  readonly emitted: Run[] = [];
  isConnected = true;
  running: Running[] = [];
  readonly own: OwnRuns;
  readonly abandoned: AbandonedRuns;
  readonly journal: RunJournal;

  constructor(
    private readonly scene: JournalScene,
    private readonly pid: number,
    { home = 'home-1', ...change }: Partial<Owner> & { home?: string },
  ) {
    const owner = anOwner(pid, change);
    scene.sights.set(pid, { startedAt: owner.startedAt, isAtPrompt: false, work: '' });
    const journal = (this.journal = new RunJournal(scene.root, owner));
    journal.prepare(scene.time.now());
    const write = (): void => undefined;
    const log = { debug: write, info: write, warn: write, error: write };
    const isAsked = (id: string): boolean => this.asked.has(id);
    const isTold = (id: string): boolean => this.silent.has(id);
    const emit = (run: Run): void => {
      this.emitted.push(run);
      this.asked.delete(run.id);
      this.settled(run.id);
    };
    const { look, time } = scene;
    const both = {
      journal,
      look,
      clock: time,
      scheduler: time,
      log,
      home,
      machine: owner.machine,
      isAsked,
      isTold,
      emit,
    };
    const surroundings = () => ({ workspace: 'app', host: 'box' });
    this.own = new OwnRuns({ ...both, surroundings, isConnected: () => Promise.resolve(this.isConnected) });
    const ask = (id: string, wanted: boolean): void => {
      if (wanted) this.asked.add(id);
      else this.asked.delete(id);
    };
    const isMailed = (id: string): boolean => this.mailed.has(id);
    const tellEnd = (id: string): void => void this.silent.add(id);
    this.abandoned = new AbandonedRuns({ ...both, ask, tellEnd, isMailed, changed: write });
  }

  /** How each run ended that was seen from outside. */
  get told(): readonly string[] {
    return this.emitted.map(({ id, outcome, disconnected }) => `${id} ${outcome}${disconnected === true ? '' : ' !'}`);
  }

  /** As often as in the editor, for so many seconds. */
  async pass(seconds: number): Promise<void> {
    for (let passed = 0; passed <= seconds; passed += 2) {
      await this.look();
      await this.own.check();
      await this.scene.time.pass(2_000);
    }
  }

  async look(): Promise<void> {
    await this.abandoned.check(this.running);
    await this.own.list(this.running, this.abandoned.inherited);
  }

  settled(id: string): void {
    this.own.settled(id);
    this.abandoned.settled(id);
  }

  /** Its process is gone; what it had to do on disk was done, or not. */
  die({ inPeace = false } = {}): void {
    if (inPeace) {
      this.own.close();
      this.abandoned.close();
    }
    this.scene.sights.delete(this.pid);
  }
}
