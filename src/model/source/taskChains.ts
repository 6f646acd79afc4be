import type { Clock } from '../clock';
import type { Run } from '../run/run';
import {
  assumedBefore,
  chainRun,
  chainState,
  type ChainState,
  type ChainLink,
  notRunAfter,
  notRunLine,
} from './taskChain';
import type { TaskGraph, TaskIdentity } from './taskGraph';
import type { RunningTask } from './taskRuns';

/** What task chains need from the host: the tasks, a timer and listeners. */
export interface TaskChainsHost {
  graph(): TaskGraph;
  identityOf(key: object): TaskIdentity;
  isBackground(key: object): boolean;
  /**
   * The tasks that the editor lists as executing, including those that have not started yet; but nothing about which
   * one the user started.
   */
  listed(): readonly object[];
  later(milliseconds: number, work: () => void): void;
  /**
   * Called once for each run or chain that is over.
   * @param links the runs that it consists of
   */
  ended(run: Run, links: readonly Run[]): void;
  changed(): void;
}

/** How long the next link of a chain may take to start, in milliseconds. Measured: 100 to 240 on a busy machine. */
const settleMs = 1500;
/** How long an ended run waits for a task that starts when a background task is ready, in milliseconds. */
const timeoutMs = 60_000;

interface Member extends ChainLink {
  run: Run | undefined;
  /** The task as it was first listed. */
  readonly task: RunningTask;
}

/** Links that started like those of a chain; or one alone, which may become a chain. */
interface Group {
  members: Member[];
  /** The roots whose chain it may be, the smallest first. */
  candidates: readonly string[];
  /** The root and the editor's object for it, if the editor lists it. */
  root: { readonly id: string; readonly key: object } | undefined;
  /** For each root, the tasks that were over before its first link started. */
  readonly assumed: ReadonlyMap<string, ReadonlySet<string>>;
  /** The members that were running when it began: a chain waits for them, or runs beside background tasks. */
  readonly others: readonly Member[];
  /** When a link last started or ended. */
  lastAt: number;
}

/**
 * Joins the runs of tasks that depend on each other into one run for the chain. The editor does not report which task
 * the user started, only which ones run: a chain is recognised by tasks that start together with their dependencies,
 * or immediately after them. Until that is known, the end of a task that others depend on is deferred for a moment.
 */
export class TaskChains {
  private groups: readonly Group[] = [];
  /** The editor's objects for roots whose chain is over: if a link never ends, the editor lists them for ever. */
  private readonly spent = new WeakSet<object>();

  constructor(
    private readonly host: TaskChainsHost,
    private readonly clock: Clock,
  ) {}

  /** Takes the tasks that run now; the new ones have started. */
  look(running: readonly RunningTask[]): void {
    const known = new Set(this.groups.flatMap(({ members }) => members.map(({ task }) => task.id)));
    for (const task of running) if (!known.has(task.id)) this.start(task);
    // A task that never got a process disappears from the list without any event for its end.
    const going = new Set(running.map(({ id }) => id));
    for (const group of this.groups) {
      const members = group.members.filter((one) => isDone(one) || going.has(one.task.id));
      if (members.length === group.members.length) continue;
      group.members = members;
      if (members.length === 0) this.remove(group);
      else this.review(group);
    }
  }

  /** A task is over. Its run is emitted at once, a moment later, or as part of the run of its chain. */
  ended(run: Run): void {
    for (const group of this.groups) {
      const member = group.members.find(({ task }) => task.id === run.id);
      if (member === undefined) continue;
      member.run = run;
      group.lastAt = this.clock.now();
      if (member.background) this.host.ended(run, [run]);
      this.review(group);
      return;
    }
    this.host.ended(run, [run]);
  }

  /** The editor no longer waits for the chain of a task that was listed. */
  rootEnded(key: object): void {
    const group = this.groups.find(({ root }) => root?.key === key);
    if (group?.members.every(isOver) === true) this.finish(group);
  }

  /** What runs now, with each chain once, under the id of its first link, which the user may have chosen already. */
  running(running: readonly RunningTask[]): readonly RunningTask[] {
    const hidden = new Set<string>();
    const chains = this.groups.filter(isChain).map((group) => {
      const links = group.members.filter(({ background }) => !background);
      const shown = links.map(({ task }) => running.find(({ id }) => id === task.id) ?? task);
      for (const { id } of shown) hidden.add(id);
      const [first] = shown;
      const now = shown.findLast((_, index) => links[index]?.run === undefined) ?? shown.at(-1);
      if (first === undefined || now === undefined) return undefined;
      const { id, startedAt, startKnown } = first;
      return { ...now, id, startedAt, startKnown, name: this.nameOf(group) ?? now.name };
    });
    const others = running.filter(({ id }) => !hidden.has(id));
    return [...others, ...chains.filter((one) => one !== undefined)].sort(
      (one, other) => one.startedAt - other.startedAt,
    );
  }

  /** The runs that are over if no further task of their chains starts. */
  get ending(): readonly Run[] {
    return this.groups
      .filter(({ members }) => members.every(isOver))
      .map((group) => this.runOf(group))
      .filter((run) => run !== undefined);
  }

  /** Nothing more will come: emits the deferred runs now. */
  flush(): void {
    for (const group of this.groups) {
      if (group.members.every(isOver)) this.finish(group);
      else this.release(group);
    }
    this.groups = [];
  }

  private start(task: RunningTask): void {
    const graph = this.host.graph();
    const nodes = graph.idsOf(this.host.identityOf(task.key));
    if (nodes.length === 0) return;
    const member: Member = { task, nodes, background: this.host.isBackground(task.key), run: undefined };
    const root = this.listedRoot(graph, member);
    const group = this.groupFor(graph, member, root?.id) ?? this.begin(graph, member);
    group.root ??= root;
    if (group.root !== undefined) group.candidates = [group.root.id];
    group.members.push(member);
    group.lastAt = this.clock.now();
    this.review(group);
  }

  /** The task that the editor lists without having started it, because it waits for this one. */
  private listedRoot(graph: TaskGraph, { nodes, task }: Member): Group['root'] {
    const started = new Set(this.groups.flatMap(({ members }) => members.map((one) => one.task.key)));
    for (const key of this.host.listed()) {
      if (key === task.key || started.has(key) || this.spent.has(key)) continue;
      const id = graph.idsOf(this.host.identityOf(key)).find((one) => nodes.some((node) => graph.tree(one).has(node)));
      if (id !== undefined) return { id, key };
    }
    return undefined;
  }

  /** The group that a task continues; narrows down its candidate chains. */
  private groupFor(graph: TaskGraph, { nodes }: Member, root: string | undefined): Group | undefined {
    for (const group of this.groups.toReversed()) {
      if (root !== undefined && group.root !== undefined && group.root.id !== root) continue;
      const fitting = group.candidates.filter(
        (one) => (root === undefined || one === root) && isDue(stateIn(graph, group, one), nodes),
      );
      if (fitting.length === 0) continue;
      group.candidates = fitting;
      return group;
    }
    return undefined;
  }

  private begin(graph: TaskGraph, { nodes, task }: Member): Group {
    const inTree = graph.roots.filter((root) => nodes.some((node) => graph.tree(root).has(node)));
    const assumed = new Map(inTree.map((root) => [root, assumedBefore(graph, root, nodes, task.startKnown)]));
    const others = this.groups.flatMap(({ members }) => members).filter((one) => !isDone(one));
    const group: Group = { members: [], candidates: [], root: undefined, assumed, others, lastAt: 0 };
    group.candidates = inTree.filter((root) => isDue(stateIn(graph, group, root), nodes));
    this.groups = [...this.groups, group];
    return group;
  }

  /** Drops the candidate chains that have turned out wrong, and emits what is decided. */
  private review(group: Group): void {
    if (!this.groups.includes(group)) return;
    const graph = this.host.graph();
    const waited = this.clock.now() - group.lastAt;
    const states = group.candidates.map((root) => ({ root, state: stateIn(graph, group, root) }));
    const over = group.members.every(isOver);
    const hasDeferred = group.members.some(({ run, background }) => run !== undefined && !background);
    const left = states.filter(({ state: { expects, isOver: complete } }) => {
      if (expects) return waited < (group.root === undefined ? settleMs : timeoutMs);
      return complete || !over || !hasDeferred || waited < timeoutMs;
    });
    group.candidates = left.map(({ root }) => root);
    if (left.length === 0) {
      this.split(group);
      return;
    }
    const open = left.filter(({ state }) => !state.isOver);
    if (over && open.length === 0) {
      this.finish(group);
      return;
    }
    const expects = open.some(({ state }) => state.expects);
    const limit = expects && group.root === undefined ? settleMs : timeoutMs;
    if (expects || (over && hasDeferred)) this.host.later(Math.max(1, limit - waited), () => this.review(group));
    this.host.changed();
  }

  /** It is no chain: each of its tasks runs on alone, or is over. */
  private split(group: Group): void {
    if (group.members.length === 1 && !group.members.every(isOver)) return;
    this.remove(group);
    this.release(group);
    const graph = this.host.graph();
    for (const member of group.members.filter((one) => !isDone(one))) {
      const alone = this.begin(graph, member);
      alone.members.push(member);
      // The tasks that were to start together with it did not start.
      alone.candidates = alone.candidates.filter((root) => !stateIn(graph, alone, root).expects);
    }
    this.host.changed();
  }

  private finish(group: Group): void {
    const run = this.runOf(group);
    const graph = this.host.graph();
    this.remove(group);
    if (run !== undefined) this.host.ended(run, runsOf(group));
    // Its background tasks run on, for other chains too.
    for (const member of group.members.filter((one) => !isDone(one))) this.begin(graph, member).members.push(member);
    this.host.changed();
  }

  /** The run of a group whose links are all over; `undefined` if it has background tasks only. */
  private runOf(group: Group): Run | undefined {
    const graph = this.host.graph();
    const states = group.candidates.map((id) => ({ id, state: stateIn(graph, group, id) }));
    const chosen = states.find(({ state }) => state.isOver) ?? states[0];
    const main = mainLinkOf(group);
    if (main?.run === undefined) return undefined;
    const chained = isChain(group) && chosen !== undefined;
    const run = chained ? chainRun(graph, chosen.id, chosen.state, group.members, main.task.id) : main.run;
    const notRun =
      run.outcome === 'done'
        ? []
        : notRunAfter(
            graph,
            states.map(({ state }) => state),
            chained ? [chosen.id] : main.nodes,
          );
    const details = [...(run.details ?? []), ...(notRun.length === 0 ? [] : [notRunLine(notRun)])];
    return details.length === 0 ? run : { ...run, details };
  }

  private release(group: Group): void {
    for (const run of runsOf(group)) this.host.ended(run, [run]);
  }

  private remove(group: Group): void {
    if (group.root !== undefined) this.spent.add(group.root.key);
    this.groups = this.groups.filter((one) => one !== group);
  }

  private nameOf({ candidates }: Group): string | undefined {
    const [root] = candidates;
    return root === undefined ? undefined : this.host.graph().get(root)?.name;
  }
}

function stateIn(graph: TaskGraph, { members, others, assumed }: Group, root: string): ChainState {
  return chainState(graph, root, {
    linkOf: (id) => {
      const own = members.find(({ nodes }) => nodes.includes(id));
      const other = own ?? others.find(({ nodes }) => nodes.includes(id));
      return own ?? (other === undefined ? undefined : { ...other, background: true });
    },
    isAssumed: (id) => assumed.get(root)?.has(id) === true,
  });
}

/** Whether a task is due to start now. */
function isDue({ of }: ChainState, nodes: readonly string[]): boolean {
  return nodes.some((node) => of.get(node) === 'expected' || of.get(node) === 'possible');
}

/** Whether it is certain to be more than a single task. */
function isChain({ members, root, candidates }: Group): boolean {
  return (
    candidates.length > 0 && members.some(({ background }) => !background) && (root !== undefined || members.length > 1)
  );
}

/** The link that represents the whole chain. */
function mainLinkOf({ members }: Group): Member | undefined {
  return members.find(({ background }) => !background);
}

/** The runs of its links that have ended, without background tasks. */
function runsOf({ members }: Group): readonly Run[] {
  return members.filter(({ background }) => !background).flatMap(({ run }) => (run === undefined ? [] : [run]));
}

/** Whether its end is no longer awaited. */
function isOver({ run, background }: Member): boolean {
  return run !== undefined || background;
}

function isDone({ run }: Member): boolean {
  return run !== undefined;
}
