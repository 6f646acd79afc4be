import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { Emitter, type Event } from '../../model/emitter';
import type { Log } from '../../model/log';
import type { Run, Running } from '../../model/run/run';
import { OrphanedRuns } from '../../notify/journal/orphanedRuns';
import { OwnRuns } from '../../notify/journal/ownRuns';
import { RunJournal } from '../../notify/journal/runJournal';
import type { MailRequest, MailRequests } from '../../notify/mailRequests';
import type { Redaction } from '../../notify/redaction/redaction';
import type { Outbox } from '../../outbox/outbox';
import { isOnDisk } from '../../outbox/store/listing';
import { thisHost } from '../../system/processIdentity';
import { lookAtProcesses } from '../../system/processWatch';
import { systemScheduler } from '../../system/scheduler';
import { EditorLink } from '../editor/editorLink';
import type { RunSources, RunWatch } from '../source/source';
import { computer } from '../source/taskFacts';

export interface DisconnectedRunsParts {
  readonly context: vscode.ExtensionContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: RunSources;
  readonly requests: MailRequests;
  readonly outbox: Outbox;
  /** Runs are written down without their secrets, and compared so. */
  readonly redaction: Redaction;
}

interface Halves {
  readonly own: OwnRuns;
  readonly orphaned: OrphanedRuns;
}

/** How often to look at processes, in milliseconds. */
const interval = 2_000;
/** How long until watching is begun again where that failed, in milliseconds. */
const retryMs = 10_000;

/**
 * The runs that go on when the window is reloaded, its process dies or the laptop is closed: writes down what this
 * window watches, takes over what others left, and reports the ends that the editor does not. Lists what was taken
 * over.
 */
export class DisconnectedRuns implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly ended: Emitter<Run>;
  private readonly listeners: readonly { dispose(): void }[];
  private halves: Halves | undefined;
  private beginning: Promise<void>;
  /** Ends that came before there was a journal. */
  private readonly unwritten = new Map<string, { readonly run: Run; readonly request: MailRequest }>();
  private isStarted = false;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private isDisposed = false;
  /** What was logged last. */
  private trouble = '';
  private tellKnown: () => void = () => undefined;
  /** Resolves once what earlier windows left is listed, or cannot be. */
  readonly known = new Promise<void>((resolve) => (this.tellKnown = resolve));
  readonly onDidChange = this.changed.event;
  /** A run has ended, seen from outside. */
  readonly onDidEnd: Event<Run>;

  constructor(private readonly parts: DisconnectedRunsParts) {
    const { log, requests, runs } = parts;
    this.ended = new Emitter((error) => log.error(`a run that was seen to end: ${String(error)}`));
    this.onDidEnd = this.ended.event;
    this.listeners = [
      runs.onDidChange(() => {
        this.keepEndings();
        void this.work((halves) => this.look(halves));
      }),
      requests.onDidChange((id) => this.requested(id)),
    ];
    runs.add(this);
    this.beginning = this.begun();
  }

  /** To be called when the outbox has been read: it knows what earlier windows have mailed. Never rejects. */
  async start(): Promise<void> {
    await this.beginning;
    if (this.isDisposed) return;
    if (this.halves === undefined) {
      this.tellKnown();
      this.timer = setTimeout(() => {
        this.beginning = this.begun();
        void this.start();
      }, retryMs).unref();
      return;
    }
    this.isStarted = true;
    this.timer = setInterval(() => {
      void this.work(async (halves) => {
        await this.look(halves);
        await halves.own.check();
      });
    }, interval);
    this.timer.unref();
    await this.work((halves) => this.look(halves));
    this.tellKnown();
  }

  running(): readonly Running[] {
    return this.halves?.orphaned.running ?? [];
  }

  /**
   * A run that a source reports, with what earlier windows knew of it.
   * @param isReported false if its end is known and will be reported later
   */
  recognize(run: Run, isReported = true): Run {
    if (this.halves === undefined || this.halves.orphaned.isEmpty) return run;
    const { own, orphaned } = this.halves;
    const plain = this.parts.redaction.run(run);
    const { id, startedAt, startKnown, name, command } = orphaned.recognize(plain, isReported);
    if (id !== run.id) own.settled(run.id);
    // Its own words still have their secrets, which rules may look for, unless the earlier window knew better ones.
    const words = command === plain.command ? {} : { name, command };
    return { ...run, id, startedAt, startKnown, ...words };
  }

  /** A run has ended: on disk when this returns. */
  keepEnd(run: Run, request: MailRequest): void {
    if (this.halves === undefined) this.unwritten.set(run.id, { run, request });
    else this.attempt(({ own }) => own.ended(this.parts.redaction.run(run), request));
  }

  /** What the sources know of ends before they report them: on disk when this returns. */
  private keepEndings(): void {
    const { redaction, runs } = this.parts;
    this.attempt(({ own }) => {
      const ends = runs.ending().map((run) => redaction.run(this.recognize(run, false)));
      own.ending(ends, new Set(runs.running().map(({ id }) => id)));
    });
  }

  /** A run has been dealt with; also while the window closes. */
  settled({ id }: Run): void {
    this.unwritten.delete(id);
    this.attempt(({ own, orphaned }) => {
      own.settled(id);
      orphaned.settled(id);
    });
  }

  /** What goes on stays in the journal, for the next window. Needs node:fs only. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    clearInterval(this.timer);
    for (const listener of this.listeners) listener.dispose();
    this.ended.dispose();
    this.changed.dispose();
    // A run that is dealt with after this, until the window is gone, is not left to another window.
    this.attempt(({ own, orphaned }) => {
      own.close();
      orphaned.close();
    });
  }

  private requested(id: string): void {
    this.attempt(({ own, orphaned }) => {
      own.mark(id);
      orphaned.mark(id);
    });
    // A run without a process is written down only from now on.
    void this.work((halves) => this.look(halves));
  }

  /** Opens the journal. Never rejects. */
  private begun(): Promise<void> {
    return this.begin().catch((error: unknown) => this.report(`what goes on cannot be written down: ${String(error)}`));
  }

  private async begin(): Promise<void> {
    const { context, clock, log, requests, outbox } = this.parts;
    const machine = thisHost();
    const startedAt = (await lookAtProcesses([process.pid])).get(process.pid)?.startedAt ?? '';
    const root = join(context.globalStorageUri.fsPath, 'runs');
    const journal = new RunJournal(root, { pid: process.pid, startedAt, machine }, log);
    journal.prepare(clock.now());
    const link = new EditorLink();
    const both = {
      journal,
      look: lookAtProcesses,
      clock,
      scheduler: systemScheduler,
      log,
      home: homeOf(context),
      machine,
      requests,
      ended: this.ended,
    };
    if (this.isDisposed) return;
    this.halves = {
      own: new OwnRuns({
        ...both,
        surroundings: () => ({ workspace: vscode.workspace.name ?? '', host: computer() }),
        isConnected: () => link.isThere(),
      }),
      orphaned: new OrphanedRuns({
        ...both,
        // What the outbox knows may be older than the death of the window that wrote the mail.
        isMailed: (id) => outbox.has(id) || isOnDisk(join(context.globalStorageUri.fsPath, 'outbox'), id),
        changed: () => this.changed.fire(),
      }),
    };
    for (const { run, request } of this.unwritten.values()) this.keepEnd(run, request);
    this.unwritten.clear();
    this.keepEndings();
  }

  private async look({ own, orphaned }: Halves): Promise<void> {
    // By what the sources tell: what is listed here comes from the journal itself.
    const told = this.parts.runs.running().filter(({ id }) => !orphaned.has(id));
    const all = told.map((one) => this.parts.redaction.run(one));
    const running = areElsewhere(this.parts.context) ? all.map(withoutProcess) : all;
    await orphaned.check(running);
    await own.list(running, orphaned.inherited);
  }

  /** One thing after the other: a look takes time. */
  private work(task: (halves: Halves) => Promise<void>): Promise<void> {
    this.working = this.working
      .then(() => (this.halves === undefined || !this.isStarted || this.isDisposed ? undefined : task(this.halves)))
      .catch((error: unknown) => this.report(`what goes on cannot be watched from outside: ${String(error)}`));
    return this.working;
  }

  private attempt(task: (halves: Halves) => void): void {
    try {
      if (this.halves !== undefined) task(this.halves);
    } catch (error) {
      this.report(`what goes on cannot be written down: ${String(error)}`);
    }
  }

  /** Every two seconds the same may fail again: once is enough. */
  private report(trouble: string): void {
    if (trouble !== this.trouble) this.parts.log.warn(trouble);
    this.trouble = trouble;
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
