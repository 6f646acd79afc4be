import { isRecord } from '../unknown';
/** What identifies a task. */
export interface TaskIdentity {
  readonly name: string;
  /** Its origin: `Workspace`, or the word of an extension, such as `npm`. */
  readonly source: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** The URI of its folder, `workspace`, or `user`. */
  readonly scope: string;
}

/** The tasks of one tasks.json, unchecked: they may be anything. */
export interface TaskList {
  /** As in `TaskIdentity`. */
  readonly scope: string;
  readonly tasks: unknown;
}

/** A task that depends on others, or that others depend on. */
export interface TaskNode {
  readonly id: string;
  readonly name: string;
  /** False for a compound task, which only waits for others. */
  readonly hasCommand: boolean;
  /** Whether its dependencies run one after the other instead of all at once. */
  readonly inSequence: boolean;
  /** The ids of its dependencies, in order. */
  readonly dependsOn: readonly string[];
}

interface Node extends TaskNode {
  readonly scope: string;
  readonly isRoot: boolean;
  is(task: TaskIdentity): boolean;
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Which task depends on which (`dependsOn`), read from the tasks.json of all folders, the workspace and the user: the
 * API does not report it.
 */
export class TaskGraph {
  private readonly nodes = new Map<string, Node>();
  private readonly trees = new Map<string, ReadonlySet<string>>();

  constructor(lists: readonly TaskList[]) {
    for (const { scope, tasks } of lists) {
      const entries = (Array.isArray(tasks) ? tasks : []).filter(isRecord);
      for (const entry of entries) this.readEntry(scope, entry, entries);
    }
    for (const { id, isRoot } of this.nodes.values()) {
      const tree = isRoot ? this.treeOf(id) : undefined;
      if (tree !== undefined) this.trees.set(id, tree);
    }
  }

  /**
   * The ids of the tasks that depend on others, the smallest chain first, without those that depend on themselves.
   */
  get roots(): readonly string[] {
    return [...this.trees].sort(([, one], [, other]) => one.size - other.size).map(([id]) => id);
  }

  get(id: string): TaskNode | undefined {
    return this.nodes.get(id);
  }

  /** The ids of a task in this graph: several if it is named in several ways, none if it is in no chain. */
  idsOf(task: TaskIdentity): readonly string[] {
    return [...this.nodes.values()].filter((node) => node.is(task)).map(({ id }) => id);
  }

  /** The tasks that a root waits for, and the root itself, in the order in which they run, if they have one. */
  tree(root: string): ReadonlySet<string> {
    return this.trees.get(root) ?? new Set();
  }

  private readEntry(scope: string, entry: Entry, entries: readonly Entry[]): void {
    const dependsOn = dependenciesOf(entry).map((dependency) => this.resolve(scope, dependency, entries));
    if (dependsOn.length === 0) return;
    const id = idOf(scope, entry);
    if (id === undefined || this.nodes.get(id)?.isRoot === true) return;
    this.nodes.set(id, nodeOf(id, scope, entry, dependsOn));
  }

  /** The id of a dependency, which may be an entry of the same file or a task found by an extension. */
  private resolve(scope: string, dependency: string | Entry, entries: readonly Entry[]): string {
    const entry = entries.find((one) =>
      typeof dependency === 'string' ? labelOf(one) === dependency : sameDefinition(dependency, one),
    );
    const id = entry === undefined ? undefined : idOf(scope, entry);
    if (entry !== undefined && id !== undefined) {
      if (!this.nodes.has(id)) this.nodes.set(id, nodeOf(id, scope, entry, []));
      return id;
    }
    const found = `${scope}\n${typeof dependency === 'string' ? dependency : JSON.stringify(dependency)}`;
    if (!this.nodes.has(found)) this.nodes.set(found, leafOf(found, scope, dependency));
    return found;
  }

  /**
   * The tasks that a root waits for, and the root itself, the first to run first; `undefined` if it waits for itself.
   */
  private treeOf(root: string): ReadonlySet<string> | undefined {
    const tree = new Set<string>();
    const visit = (id: string, above: readonly string[]): boolean => {
      if (above.includes(id)) return false;
      if (tree.has(id)) return true;
      const fine = (this.nodes.get(id)?.dependsOn ?? []).every((one) => visit(one, [...above, id]));
      tree.add(id);
      return fine;
    };
    return visit(root, []) ? tree : undefined;
  }
}

function nodeOf(id: string, scope: string, entry: Entry, dependsOn: readonly string[]): Node {
  const label = labelOf(entry);
  const byName = (task: TaskIdentity) => task.name === label;
  const byDefinition = ({ definition }: TaskIdentity) => sameDefinition(definition, entry);
  const matches = label === undefined ? byDefinition : byName;
  return {
    id,
    scope,
    name: label ?? nameOf(entry),
    hasCommand: hasCommand(entry),
    inSequence: entry['dependsOrder'] === 'sequence',
    dependsOn,
    isRoot: dependsOn.length > 0,
    is: (task) => task.scope === scope && matches(task),
  };
}

/** A task found by an extension, such as `npm: test`. */
function leafOf(id: string, scope: string, dependency: string | Entry): Node {
  const matches = (task: TaskIdentity): boolean =>
    typeof dependency === 'string'
      ? task.name === dependency || `${task.source}: ${task.name}` === dependency
      : sameDefinition(dependency, task.definition);
  return {
    id,
    scope,
    name: typeof dependency === 'string' ? dependency : nameOf(dependency),
    hasCommand: true,
    inSequence: false,
    dependsOn: [],
    isRoot: false,
    // Such a task always belongs to a folder, even if the tasks.json of the user or of the workspace names it.
    is: (task) => (task.scope === scope || !scope.includes(':')) && matches(task),
  };
}

function idOf(scope: string, entry: Entry): string | undefined {
  const label = labelOf(entry);
  if (label !== undefined) return `${scope}\n${label}`;
  return isOwn(entry) ? undefined : `${scope}\n${JSON.stringify(definitionOf(entry))}`;
}

function labelOf(entry: Entry): string | undefined {
  const label = entry['label'] ?? entry['taskName'];
  return typeof label === 'string' && label !== '' ? label : undefined;
}

function nameOf(entry: Entry): string {
  const { type, ...rest } = definitionOf(entry);
  const words = Object.values(rest).filter((value) => typeof value === 'string');
  return [String(type), ...words.slice(0, 1)].join(': ');
}

function dependenciesOf(entry: Entry): readonly (string | Entry)[] {
  const { dependsOn } = entry;
  const all: readonly unknown[] = Array.isArray(dependsOn) ? dependsOn : [dependsOn];
  return all.filter(
    (one) => typeof one === 'string' || (isRecord(one) && typeof one['type'] === 'string'),
  ) as readonly (string | Entry)[];
}

/** Whether tasks.json itself defines the task, rather than the extension of its type. */
function isOwn({ type }: Entry): boolean {
  return type === undefined || type === 'shell' || type === 'process';
}

function hasCommand(entry: Entry): boolean {
  if (!isOwn(entry)) return true;
  const systems = ['windows', 'osx', 'linux'].map((system) => entry[system]).filter(isRecord);
  return [entry, ...systems].some(({ command }) => command !== undefined && command !== '');
}

/** The properties that every task may have in addition to those of its type. */
const common = new Set(
  `label taskName command args options dependsOn dependsOrder group presentation problemMatcher isBackground runOptions
  detail icon hide promptOnClose windows osx linux identifier id _key`.split(/\s+/),
);

function definitionOf(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key, value]) => !common.has(key) && value !== undefined));
}

/** Whether two entries name the same task of an extension. */
function sameDefinition(wanted: Entry, other: Entry): boolean {
  if (isOwn(wanted)) return false;
  const [one, two] = [definitionOf(wanted), definitionOf(other)];
  return Object.keys({ ...one, ...two }).every((key) => JSON.stringify(one[key]) === JSON.stringify(two[key]));
}
