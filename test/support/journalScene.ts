import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Emitter } from '../../src/model/emitter';
import type { Run, Running } from '../../src/model/run/run';
import { OrphanedRuns } from '../../src/notify/journal/orphanedRuns';
import { OwnRuns } from '../../src/notify/journal/ownRuns';
import { lookAtProcesses, type ProcessSight } from '../../src/system/processWatch';
import type { Owner } from '../../src/system/ownedFiles';
import { RunJournal } from '../../src/notify/journal/runJournal';
import type { MailRequests } from '../../src/notify/mailRequests';
import { FakeTime } from './fakeTime';
import { anOwner } from './heldRuns';

/** One computer: its processes, some of them real, its time, and the folder of the journal. */
export class JournalScene {
  readonly time = new FakeTime();
  /** What is seen of the processes that are not real: those of windows, and shells. */
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

/** One window's use of the journal, driven by hand. */
export class JournalWindow {
  readonly asked = new Set<string>();
  /** The runs that a mail said were still going on. */
  readonly silent = new Set<string>();
  readonly mailed = new Set<string>();
  readonly emitted: Run[] = [];
  readonly warnings: string[] = [];
  isConnected = true;
  running: Running[] = [];
  readonly own: OwnRuns;
  readonly orphaned: OrphanedRuns;
  readonly journal: RunJournal;
  readonly requests: { -readonly [Key in 'isAsked' | 'isTold' | 'ask' | 'mailTheEnd']: MailRequests[Key] };

  constructor(
    private readonly scene: JournalScene,
    private readonly pid: number,
    { home = 'home-1', ...change }: Partial<Owner> & { home?: string },
  ) {
    const owner = anOwner(pid, change);
    scene.sights.set(pid, { startedAt: owner.startedAt, isAtPrompt: false, work: '' });
    const write = (): void => undefined;
    const warn = (line: string): void => void this.warnings.push(line);
    const log = { debug: write, info: write, warn, error: warn };
    const journal = (this.journal = new RunJournal(scene.root, owner, log));
    journal.prepare(scene.time.now());
    const ended = new Emitter<Run>();
    ended.event((run) => {
      this.emitted.push(run);
      this.asked.delete(run.id);
      this.settled(run.id);
    });
    this.requests = {
      isAsked: (id: string) => this.asked.has(id),
      isTold: (id: string) => this.silent.has(id),
      ask: (id, isWanted): void => {
        if (isWanted ?? true) this.asked.add(id);
        else this.asked.delete(id);
      },
      mailTheEnd: (id: string) => this.silent.add(id).has(id),
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
      requests: this.requests,
      ended,
    };
    const surroundings = () => ({ workspace: 'app', host: 'box' });
    this.own = new OwnRuns({ ...both, surroundings, isConnected: () => Promise.resolve(this.isConnected) });
    const isMailed = (id: string): boolean => this.mailed.has(id);
    this.orphaned = new OrphanedRuns({ ...both, isMailed, changed: write });
  }

  /** How each run that was watched from outside ended. */
  get told(): readonly string[] {
    return this.emitted.map(({ id, outcome, disconnected }) => `${id} ${outcome}${disconnected === true ? '' : ' !'}`);
  }

  /** Checks as often as the editor does, for so many seconds. */
  async pass(seconds: number): Promise<void> {
    for (let passed = 0; passed <= seconds; passed += 2) {
      await this.look();
      await this.own.check();
      await this.scene.time.pass(2_000);
    }
  }

  async look(): Promise<void> {
    await this.orphaned.check(this.running);
    await this.own.list(this.running, this.orphaned.inherited);
  }

  /** All ends that the sources know and have not reported. */
  ending(...ends: readonly Run[]): void {
    this.own.ending(ends, new Set(this.running.map(({ id }) => id)));
  }

  settled(id: string): void {
    this.own.settled(id);
    this.orphaned.settled(id);
  }

  /** Its process is gone; it closed its files only if `inPeace`. */
  die({ inPeace = false } = {}): void {
    if (inPeace) {
      this.own.close();
      this.orphaned.close();
    }
    this.scene.sights.delete(this.pid);
  }
}
