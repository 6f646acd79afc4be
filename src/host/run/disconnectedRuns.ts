import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Run, Running } from '../model/run';
import type { Redaction } from '../mail/redaction';
import { AbandonedRuns } from '../outbox/abandonedRuns';
import { isOnDisk } from '../outbox/listing';
import type { Notifier } from '../outbox/notifier';
import type { Outbox } from '../outbox/outbox';
import { OwnRuns } from '../outbox/ownRuns';
import { thisHost } from '../outbox/processIdentity';
import { lookAtProcesses } from '../outbox/processWatch';
import { RunJournal } from '../outbox/runJournal';
import { systemScheduler } from '../outbox/scheduler';
import { EditorLink } from './editorLink';
import type { RunWatches } from './runWatches';
import type { RunWatch } from './sources/source';
import { computer } from './taskFacts';

export interface DisconnectedRunsParts {
  readonly context: vscode.ExtensionContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: RunWatches;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  /** What goes on is written down without its secrets, and compared so. */
  readonly redaction: Redaction;
  /** Gets what was seen from outside. */
  readonly emit: (run: Run) => void;
}

interface Halves {
  readonly own: OwnRuns;
  readonly abandoned: AbandonedRuns;
}

/** How often processes are looked at, in milliseconds. */
const interval = 2_000;

/**
 * What goes on when the window is reloaded, its process dies or its user's laptop is closed: writes down what this window
 * watches, takes over what others left, and tells the ends that the editor does not. Lists what was taken over.
 */
export class DisconnectedRuns implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private halves: Halves | undefined;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private isDisposed = false;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DisconnectedRunsParts) {
    this.listener = parts.runs.onDidChange(() => this.work((halves) => this.look(halves)));
    parts.runs.add(this);
  }

  /** To be called when the outbox has been read: it knows what earlier windows have mailed. Never rejects. */
  async start(): Promise<void> {
    try {
      const halves = await this.begin();
      if (this.isDisposed) return;
      this.halves = halves;
    } catch (error) {
      this.parts.log.error(`what goes on cannot be written down: ${String(error)}`);
      return;
    }
    this.timer = setInterval(() => {
      void this.work(async (halves) => {
        await this.look(halves);
        await halves.own.check();
      });
    }, interval);
    this.timer.unref();
    await this.work((halves) => this.look(halves));
  }

  running(): readonly Running[] {
    return this.halves?.abandoned.running ?? [];
  }

  /** What a source tells, with what earlier windows knew of it. */
  recognize(run: Run): Run {
    if (this.halves === undefined) return run;
    const { own, abandoned } = this.halves;
    const plain = this.parts.redaction.run(run);
    const { id, startedAt, startKnown, name, command } = abandoned.recognize(plain);
    if (id !== run.id) own.settled(run.id);
    // Its own words have their secrets still, which rules may mean, unless others are the true ones.
    const words = command === plain.command ? {} : { name, command };
    return { ...run, id, startedAt, startKnown, ...words };
  }

  asked(id: string): void {
    this.attempt(({ own, abandoned }) => {
      own.mark(id);
      abandoned.mark(id);
    });
    // One without a process is written down from now on only.
    void this.work((halves) => this.look(halves));
  }

  /** The end of a run has been dealt with; also while the window closes. */
  settled({ id }: Run): void {
    this.attempt(({ own, abandoned }) => {
      own.settled(id);
      abandoned.settled(id);
    });
  }

  /** What goes on stays in the journal, for the next window. Needs node:fs only. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    clearInterval(this.timer);
    this.listener.dispose();
    this.changed.dispose();
    // What is dealt with after this, until the window is gone, is no other window's.
    this.attempt(({ own, abandoned }) => {
      own.close();
      abandoned.close();
    });
  }

  private async begin(): Promise<Halves> {
    const { context, clock, log, notifier, outbox, emit } = this.parts;
    const machine = thisHost();
    const startedAt = (await lookAtProcesses([process.pid])).get(process.pid)?.startedAt ?? '';
    const root = join(context.globalStorageUri.fsPath, 'runs');
    const journal = new RunJournal(root, { pid: process.pid, startedAt, machine });
    journal.prepare(clock.now());
    const link = new EditorLink();
    const isAsked = (id: string): boolean => notifier.isAsked(id);
    const isTold = (id: string): boolean => notifier.isTold(id);
    const both = {
      journal,
      look: lookAtProcesses,
      clock,
      scheduler: systemScheduler,
      log,
      home: homeOf(context),
      machine,
      isAsked,
      isTold,
      emit,
    };
    return {
      own: new OwnRuns({
        ...both,
        surroundings: () => ({ workspace: vscode.workspace.name ?? '', host: computer() }),
        isConnected: () => link.isThere(),
      }),
      abandoned: new AbandonedRuns({
        ...both,
        ask: (id, wanted) => {
          if (isAsked(id) !== wanted) notifier.mailWhenDone(id);
        },
        tellEnd: (id) => void notifier.mailTheEnd(id),
        // What the outbox knows may be older than the death of whoever wrote the mail.
        isMailed: (id) => outbox.has(id) || isOnDisk(join(context.globalStorageUri.fsPath, 'outbox'), id),
        changed: () => this.changed.fire(),
      }),
    };
  }

  private async look({ own, abandoned }: Halves): Promise<void> {
    // By what the sources tell: what is listed here comes from the journal itself.
    const told = this.parts.runs.running().filter(({ id }) => !abandoned.has(id));
    const all = told.map((one) => this.parts.redaction.run(one));
    const running = areElsewhere(this.parts.context) ? all.map(withoutProcess) : all;
    await abandoned.check(running);
    await own.list(running, abandoned.inherited);
  }

  /** One thing after the other: a look takes time. */
  private work(task: (halves: Halves) => Promise<void>): Promise<void> {
    this.working = this.working
      .then(() => (this.halves === undefined || this.isDisposed ? undefined : task(this.halves)))
      .catch((error: unknown) => this.parts.log.warn(`what goes on cannot be watched from outside: ${String(error)}`));
    return this.working;
  }

  private attempt(task: (halves: Halves) => void): void {
    try {
      if (this.halves !== undefined) task(this.halves);
    } catch (error) {
      this.parts.log.warn(`what goes on cannot be written down: ${String(error)}`);
    }
  }
}

/** Tasks run on the remote computer, and we do not, where the user has moved us with `remote.extensionKind`. */
function areElsewhere({ extension }: vscode.ExtensionContext): boolean {
  return vscode.env.remoteName !== undefined && extension.extensionKind === vscode.ExtensionKind.UI;
}

/** The numbers of its processes mean others here. */
function withoutProcess(running: Running): Running {
  const { id, source, name, command, folder, startedAt, startKnown, interactive } = running;
  return { id, source, name, command, folder, startedAt, startKnown, ...(interactive === true ? { interactive } : {}) };
}

/** The same for each window of a workspace. */
export function homeOf({ storageUri }: vscode.ExtensionContext): string {
  const name = storageUri?.toString() ?? '';
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}
