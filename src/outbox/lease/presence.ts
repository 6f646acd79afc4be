import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../../model/log';
import { codeOf, storeFailure } from '../../system/diskFailure';
import { isRunning, type ProcessIdentity } from '../../system/processIdentity';
import type { Scheduler } from '../../system/scheduler';

export const presenceFolder = 'live';

export interface PresenceParts {
  readonly root: string;
  readonly identity: ProcessIdentity;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

interface Sighting {
  readonly identity: ProcessIdentity | undefined;
  readonly size: number;
  readonly mtime: number;
  /** When we last saw its file change, by our monotonic clock. */
  readonly seen: number;
}

/** The heartbeat of a copy, in milliseconds. */
const heartbeat = 2_000;
/** How long a silent copy counts as alive without other evidence, in milliseconds. */
export const timeoutMs = 15_000;
/** How often to check the processes of other copies, in milliseconds: that costs more than checking their files. */
const burialGap = 1_000;
/** The least gap between two signs of change, in ms. */
const signGap = 50;

/**
 * Which copies of the extension live on one outbox. Each has a file here: its time is the heartbeat, and it grows by a
 * byte whenever the copy has changed something. The observer measures ages, so no clock has to be right.
 */
export class Presence {
  private readonly sightings = new Map<string, Sighting>();
  /** Copies that hold something but have no file, and when that was noticed. */
  private readonly missing = new Map<string, number>();
  /** Presence files of exited processes that could not be deleted. */
  private readonly stuck = new Set<string>();
  private readonly file: string;
  private readonly folder: string;
  private watcher: fs.FSWatcher | undefined;
  private cancelSign: (() => void) | undefined;
  private lastSign = Number.NEGATIVE_INFINITY;
  private beats = 0;
  private lastBeat = Number.NEGATIVE_INFINITY;
  private lastLook = Number.NEGATIVE_INFINITY;
  private lastBurial = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: PresenceParts) {
    this.folder = path.join(parts.root, presenceFolder);
    this.file = path.join(this.folder, parts.identity.instance);
  }

  /** @param onStir another copy has probably changed something: look */
  start(onStir: () => void): void {
    this.appear();
    this.look();
    try {
      this.watcher = fs.watch(this.folder, { persistent: false }, (_event, name) => {
        if (name !== this.parts.identity.instance) onStir();
      });
      this.watcher.on('error', () => this.watcher?.close());
    } catch (error) {
      this.parts.log.debug(`the outbox is not watched (${codeOf(error)}); it is looked at every second`);
    }
  }

  /** Signals a change to the other copies. */
  sign(): void {
    const { scheduler } = this.parts;
    if (this.cancelSign !== undefined) return;
    const wait = Math.max(0, this.lastSign + signGap - scheduler.elapsed());
    this.cancelSign = scheduler.after(wait, () => {
      this.cancelSign = undefined;
      this.write();
    });
  }

  /** Shows that we are alive, if due. */
  beat(): void {
    const now = this.parts.scheduler.elapsed();
    if (now - this.lastBeat < heartbeat) return;
    this.lastBeat = now;
    try {
      // Any time but the last will do; a clock might repeat itself.
      this.beats += 1;
      fs.utimesSync(this.file, this.beats, this.beats);
    } catch {
      this.reappear();
    }
  }

  /**
   * Looks at the other copies. Returns whether one has changed something, started, stopped or died since the last look.
   */
  look(): boolean {
    const now = this.parts.scheduler.elapsed();
    const { instance } = this.parts.identity;
    // If we slept, the others may have too: their silence starts anew.
    if (now - this.lastLook > timeoutMs / 2) {
      for (const [name, sighting] of this.sightings) this.sightings.set(name, { ...sighting, seen: now });
      this.missing.clear();
    }
    this.lastLook = now;
    let stirred = false;
    const names = namesIn(this.folder).filter((name) => name !== instance && !this.stuck.has(name));
    for (const name of names) {
      const stat = statOf(path.join(this.folder, name));
      if (stat === undefined) continue;
      const last = this.sightings.get(name);
      if (last?.size === stat.size && last.mtime === stat.mtimeMs) continue;
      if (last?.size !== stat.size) stirred = true;
      const identity = last?.identity ?? this.identityOf(name);
      this.sightings.set(name, { identity, size: stat.size, mtime: stat.mtimeMs, seen: now });
      this.missing.delete(name);
    }
    for (const name of this.sightings.keys()) {
      if (names.includes(name)) continue;
      this.sightings.delete(name);
      stirred = true;
    }
    // A killed copy may not have signalled its last change.
    return this.bury(now) || stirred;
  }

  /** Whether no other copy lives, as of the last look. */
  get isAlone(): boolean {
    return ![...this.sightings.keys()].some((instance) => this.isKnown(instance));
  }

  /** Whether that copy lives: by its process if that is visible, otherwise by its heartbeat. */
  isAlive(identity: ProcessIdentity): boolean {
    if (identity.instance === this.parts.identity.instance) return true;
    const running = isRunning(identity, this.parts.identity.host);
    if (running === false) return false;
    const now = this.parts.scheduler.elapsed();
    let seen = this.sightings.get(identity.instance)?.seen ?? this.missing.get(identity.instance);
    // Its file is gone: its silence starts when that is noticed.
    if (seen === undefined) this.missing.set(identity.instance, (seen = now));
    return this.lastLook - seen < timeoutMs;
  }

  /** Whether the copy with that name may still live, and so own its temporary files. */
  isKnown(instance: string): boolean {
    if (instance === this.parts.identity.instance) return true;
    const sighting = this.sightings.get(instance);
    if (sighting === undefined) return false;
    return sighting.identity === undefined || this.isAlive(sighting.identity);
  }

  stop(): void {
    this.watcher?.close();
    this.cancelSign?.();
    try {
      // Removing the file signals the last change too.
      fs.rmSync(this.file, { force: true });
    } catch (error) {
      this.parts.log.debug(`presence not removed: ${codeOf(error)}`);
    }
  }

  /** Removes the files of copies that are certainly gone, when it is time. Returns whether there were any. */
  private bury(now: number): boolean {
    if (now - this.lastBurial < burialGap) return false;
    this.lastBurial = now;
    let isAny = false;
    for (const [name, { identity }] of this.sightings) {
      if (identity === undefined || isRunning(identity, this.parts.identity.host) !== false) continue;
      isAny = true;
      this.sightings.delete(name);
      try {
        fs.rmSync(path.join(this.folder, name), { force: true });
      } catch (error) {
        this.stuck.add(name);
        this.parts.log.debug(`the presence of a dead copy is not removed: ${codeOf(error)}`);
      }
    }
    return isAny;
  }

  private appear(): void {
    try {
      fs.writeFileSync(this.file, `${JSON.stringify(this.parts.identity)}\n`, { mode: 0o600 });
    } catch (error) {
      throw storeFailure(error);
    }
  }

  private reappear(): void {
    try {
      this.appear();
    } catch (error) {
      this.parts.log.debug(`no heartbeat: ${storeFailure(error).message}`);
    }
  }

  private write(): void {
    this.lastSign = this.parts.scheduler.elapsed();
    try {
      // Must not create the file: it begins with our identity.
      const file = fs.openSync(this.file, fs.constants.O_WRONLY | fs.constants.O_APPEND);
      try {
        fs.writeSync(file, '.');
      } finally {
        fs.closeSync(file);
      }
    } catch {
      this.reappear();
    }
  }

  private identityOf(name: string): ProcessIdentity | undefined {
    try {
      return readIdentity(fs.readFileSync(path.join(this.folder, name), 'utf8'));
    } catch {
      return undefined;
    }
  }
}

/** The identity at the start of a file, or `undefined` if it holds none. */
export function readIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { instance, host, pid, startedAt } = JSON.parse(text.split('\n', 1)[0] ?? '') as Partial<ProcessIdentity>;
    const isWhole = typeof instance === 'string' && typeof host === 'string' && typeof startedAt === 'string';
    return isWhole && Number.isInteger(pid) ? { instance, host, pid: Number(pid), startedAt } : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function statOf(file: string): fs.Stats | undefined {
  return fs.statSync(file, { throwIfNoEntry: false });
}
