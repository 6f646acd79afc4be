import * as l10n from '@vscode/l10n';
import { durationText } from './duration';
import { durationOf, type Run } from './run';
import type { TaskGraph } from './taskGraph';

/** More tasks than this that depend on one are no news. */
const mostNotRun = 3;

/** A task of a chain that has started. */
export interface Link {
  /** What it is in the graph; several ids where it is named in several ways. */
  readonly nodes: readonly string[];
  /** A background task: those that depend on it start while it goes on, and its end is not awaited. */
  readonly background: boolean;
  /** How it ended; `undefined` while it goes on. */
  readonly run: Run | undefined;
}

/**
 * How far a task of a chain is. `pending`: waits for others; `expected`: those are done, its start is to come at once;
 * `possible`: it starts as soon as a background task says that it is ready, which is not told; `assumed`: over before we
 * watched; `background`: goes on while those that depend on it start.
 */
export type LinkState =
  'pending' | 'expected' | 'possible' | 'running' | 'background' | 'assumed' | 'done' | 'failed' | 'skipped';

/** How far a chain is, from the links that have started. */
export interface ChainState {
  /** How far each task of it is, in the order in which they run. */
  readonly of: ReadonlyMap<string, LinkState>;
  /** Nothing of it goes on or is to come, but background tasks. */
  readonly isOver: boolean;
  /** A task is to start at once, else it is not this chain that was started. */
  readonly expects: boolean;
}

export interface ChainFacts {
  /** The link that is this task, if it has started. */
  linkOf(id: string): Link | undefined;
  /** Whether the task was over before we watched. */
  isAssumed(id: string): boolean;
}

/**
 * How far the chain of a root is. Does as the editor does: all dependencies at once, or in a sequence one after the other
 * up to the first that fails; where one has failed, the task itself is not run.
 */
export function chainState(graph: TaskGraph, root: string, facts: ChainFacts): ChainState {
  const states = new Map<string, LinkState>();
  const look = (id: string, onBackground: boolean): LinkState => {
    const known = states.get(id);
    if (known !== undefined) return known;
    const state = stateOf(id, onBackground);
    states.set(id, state);
    return state;
  };
  const stateOf = (id: string, onBackground: boolean): LinkState => {
    const node = graph.get(id);
    if (node === undefined || facts.isAssumed(id)) return 'assumed';
    let waits = onBackground;
    const below: LinkState[] = [];
    for (const dependency of node.dependsOn) {
      const state = look(dependency, node.inSequence ? waits : onBackground);
      below.push(state);
      if (state === 'background') waits = true;
      if (node.inSequence && !isGood(state)) break;
    }
    // One that runs had all that it depends on, whatever we heard of that.
    const link = node.hasCommand ? facts.linkOf(id) : undefined;
    if (link !== undefined) {
      if (link.run !== undefined) return link.run.outcome === 'done' ? 'done' : 'failed';
      return link.background ? 'background' : 'running';
    }
    if (below.some(isOpen)) return 'pending';
    if (below.some(isBad)) return node.hasCommand ? 'skipped' : 'failed';
    if (!node.hasCommand) return below.includes('background') ? 'background' : 'done';
    return waits ? 'possible' : 'expected';
  };
  const state = look(root, false);
  const of = new Map<string, LinkState>();
  // What a sequence did not come to.
  for (const id of graph.tree(root)) of.set(id, states.get(id) ?? (isOpen(state) ? 'pending' : 'skipped'));
  return { of, isOver: !isOpen(state), expects: [...of.values()].includes('expected') };
}

/** The run of a whole chain, from its links that are over. @param id the one that it is listed with */
export function chainRun(graph: TaskGraph, root: string, state: ChainState, links: readonly Link[], id: string): Run {
  const linkOf = (node: string) => links.find(({ nodes }) => nodes.includes(node));
  const ordered = [...state.of.keys()].map(linkOf).filter((link) => link !== undefined);
  const runs = [...new Set(ordered)].map(({ run }) => run).filter((run) => run !== undefined);
  const [earliest] = [...runs].sort((one, other) => one.startedAt - other.startedAt);
  const [latest] = [...runs].sort((one, other) => other.endedAt - one.endedAt);
  const own = linkOf(root)?.run;
  const [failed] = runs.filter(({ outcome }) => outcome === 'failed').sort((one, other) => one.endedAt - other.endedAt);
  const told = failed ?? runs.find(({ outcome }) => outcome === 'stopped') ?? own ?? latest;
  if (earliest === undefined || latest === undefined || told === undefined) throw new Error('a chain without links');
  const name = graph.get(root)?.name ?? told.name;
  return {
    ...told,
    id,
    name,
    command: own?.command ?? (told.outcome === 'done' ? '' : told.command),
    // Always the same for one chain, whichever link failed: with the name it tells what ran before.
    folder: own?.folder ?? runs[0]?.folder ?? told.folder,
    startedAt: earliest.startedAt,
    startKnown: earliest.startKnown,
    endedAt: latest.endedAt,
    details: [...linesOf(graph, state, linkOf), ...(told.details ?? [])],
  };
}

/**
 * What is taken to be over as the first link of a chain starts: what that one depends on. Where it was running before we
 * watched, all that comes before it or together with it too.
 */
export function assumedBefore(
  graph: TaskGraph,
  root: string,
  nodes: readonly string[],
  startKnown: boolean,
): Set<string> {
  const assumed = new Set<string>();
  const add = (id: string): void => {
    for (const one of [id, ...graph.tree(id)]) assumed.add(one);
  };
  const holds = (id: string) => nodes.includes(id) || nodes.some((node) => graph.tree(id).has(node));
  const visit = (id: string): void => {
    const { dependsOn = [], inSequence = false } = graph.get(id) ?? {};
    const first = dependsOn.findIndex(holds);
    if (nodes.includes(id)) dependsOn.forEach(add);
    else if (first >= 0 && !startKnown)
      dependsOn.filter((one, index) => !holds(one) && (!inSequence || index < first)).forEach(add);
    if (!nodes.includes(id)) dependsOn.filter(holds).forEach(visit);
  };
  visit(root);
  for (const node of nodes) assumed.delete(node);
  return assumed;
}

/** The names of what would have run after these and cannot have; none where they are many. */
export function notRunAfter(
  graph: TaskGraph,
  states: readonly ChainState[],
  nodes: readonly string[],
): readonly string[] {
  const ids = states.flatMap(({ of }) =>
    [...of].filter(([id, one]) => one === 'skipped' && !nodes.includes(id)).map(([id]) => id),
  );
  const dependants = [...new Set(ids)].filter((id) => nodes.some((node) => graph.tree(id).has(node)));
  const names = dependants.map((id) => graph.get(id)).filter((node) => node?.hasCommand === true);
  return names.length > mostNotRun ? [] : names.map((node) => node?.name ?? '');
}

/** The tasks outside of a chain, or of a single run, that were to run after it and cannot have. */
export function notRunLine(names: readonly string[]): string {
  return l10n.t('Not run, because it depends on this: {0}', names.join(', '));
}

function linesOf(graph: TaskGraph, state: ChainState, linkOf: (id: string) => Link | undefined): readonly string[] {
  const culprit = [...state.of].find(([id, one]) => one === 'failed' && graph.get(id)?.hasCommand === true)?.[0];
  const culpritName = culprit === undefined ? undefined : graph.get(culprit)?.name;
  const lines = [...state.of].map(([id, one]) => {
    const node = graph.get(id);
    if (node?.hasCommand !== true) return undefined;
    const run = linkOf(id)?.run;
    if (run !== undefined)
      return l10n.t('{0}: {1} after {2}', node.name, howItEnded(run), durationText(durationOf(run)));
    if (one === 'background' || one === 'running') return l10n.t('{0}: still goes on', node.name);
    if (one !== 'skipped') return undefined;
    return culpritName === undefined
      ? l10n.t('{0}: skipped', node.name)
      : l10n.t('{0}: skipped, because {1} did not succeed', node.name, culpritName);
  });
  // One task may stand there under two names.
  return [...new Set(lines.filter((line) => line !== undefined))];
}

function howItEnded({ outcome, exitCode }: Run): string {
  switch (outcome) {
    case 'done':
      return exitCode === undefined ? l10n.t('done') : l10n.t('done (exit code {0})', exitCode);
    case 'failed':
      return exitCode === undefined ? l10n.t('failed') : l10n.t('failed (exit code {0})', exitCode);
    case 'stopped':
      return l10n.t('stopped');
    case 'ended':
    case 'lost':
      return l10n.t('ended');
  }
}

function isOpen(state: LinkState): boolean {
  return state === 'pending' || state === 'expected' || state === 'possible' || state === 'running';
}

function isGood(state: LinkState): boolean {
  return state === 'done' || state === 'background' || state === 'assumed';
}

function isBad(state: LinkState): boolean {
  return state === 'failed' || state === 'skipped';
}
