/** What has the terminal of a shell. */
export interface ShellJob {
  /** Its process group. */
  readonly group: number;
  /** Its programs, without arguments that may be secrets; empty if they cannot be read. */
  readonly name: string;
  /** The same with all arguments, which nobody may keep or show. */
  readonly line: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** One look at an interactive shell from outside. */
export interface ShellLook {
  /** The name of its program, such as `bash`. */
  readonly shell: string;
  /** Changes whenever the shell, or a child that it waited for, has used CPU time. */
  readonly work: string;
  /** `undefined` while the shell has its terminal itself: at its prompt, or running a builtin. */
  readonly job: ShellJob | undefined;
  /** The process groups of its suspended jobs. */
  readonly suspended: readonly number[];
}

/** The jobs between two rests of a shell: one line, as far as can be seen. */
interface Stretch {
  readonly startedAt: number;
  readonly groups: Set<number>;
  /** The first one that could be read. */
  name: string;
}

/** Looks in a row that make a rest, or a job that the shell should have reported by now. */
const enough = 2;
/** The same right after a command, or its first prompt, where programs run for the prompt. */
const enoughAfterCommand = 5;
/** The same where its start-up files may still run. */
const enoughAtStart = 15;

/** What a shell has been doing, from looks at it about a second apart. Times are in milliseconds since 1970. */
export class ShellCourse {
  private last: ShellLook | undefined;
  private stretch: Stretch | undefined;
  /** Groups of earlier stretches: a suspended one may go on much later. */
  private readonly older = new Set<number>();
  private restLooks = 0;
  private busyLooks = 0;
  /** When it was last seen without a job. */
  private freeAt = 0;
  /** When a row of looks without a job began. */
  private freeSince = 0;
  private awaited = enoughAtStart;
  private rested = false;
  private missedSince: number | undefined;

  /** @param isNew whether nothing can have run in it before the first look; the journal may have what did */
  constructor(private readonly isNew: boolean) {}

  /** @param look `undefined` if its process is gone */
  see(look: ShellLook | undefined, now: number): void {
    if (look === undefined) {
      this.missedSince ??= now;
      [this.restLooks, this.busyLooks] = [0, 0];
      return;
    }
    this.missedSince = undefined;
    const isSame = this.last?.job === undefined && this.last?.work === look.work;
    this.last = look;
    if (look.job !== undefined) this.seeJob(look.job, now);
    else this.seeNone(isSame, now);
  }

  /** The name of its program; empty before the first look. */
  get shell(): string {
    return this.last?.shell ?? '';
  }

  /** The line of what has its terminal; `undefined` if nothing has. */
  get line(): string | undefined {
    return this.last?.job?.line;
  }

  /** What the current line was first seen to run; empty if nothing could be read. */
  get name(): string {
    return this.stretch?.name ?? '';
  }

  /** When the current line began at the latest; `undefined` if none of its jobs was seen. */
  get startedAt(): number | undefined {
    return this.stretch?.startedAt;
  }

  /** Whether a job has run for so long that its command should have been reported. */
  get isBusy(): boolean {
    return (this.isNew || this.rested) && this.busyLooks >= this.awaited;
  }

  /** Since when it has done nothing at all; `undefined` if it does something. */
  get restsSince(): number | undefined {
    return this.restLooks >= enough ? this.freeSince : undefined;
  }

  /** Since when its process has been gone. */
  get goneSince(): number | undefined {
    return this.missedSince;
  }

  /** Whether the last job of the current line was suspended rather than over. */
  get isSuspended(): boolean {
    return this.last?.suspended.includes([...(this.stretch?.groups ?? [])].at(-1) ?? 0) === true;
  }

  /** The current line is over: what runs next belongs to another one, or to the prompt. */
  ended(): void {
    for (const group of this.stretch?.groups ?? []) this.older.add(group);
    this.stretch = undefined;
    [this.restLooks, this.busyLooks, this.awaited] = [0, 0, enoughAfterCommand];
  }

  /** It has shown its first prompt. */
  started(): void {
    this.awaited = Math.min(this.awaited, enoughAfterCommand);
  }

  private seeJob({ group, name, startedAt }: ShellJob, now: number): void {
    this.restLooks = 0;
    this.busyLooks += 1;
    // One that was continued began as something else.
    const began = this.older.has(group) ? now : startedAt;
    this.stretch ??= { startedAt: Math.min(now, Math.max(began, this.freeAt)), groups: new Set(), name: '' };
    this.stretch.groups.delete(group);
    this.stretch.groups.add(group);
    this.stretch.name ||= name;
  }

  private seeNone(isSame: boolean, now: number): void {
    if (this.restLooks === 0) this.freeSince = now;
    this.restLooks = isSame ? this.restLooks + 1 : 1;
    this.freeAt = now;
    this.busyLooks = 0;
    if (this.restLooks < enough) return;
    [this.rested, this.awaited] = [true, enough];
  }
}
