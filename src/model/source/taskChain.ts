import * as l10n from '@vscode/l10n';
import { durationOf, type Run } from '../run/run';
import { durationText } from '../timeText';
import type { TaskGraph } from './taskGraph';

/** A longer list of dependent tasks is no news. */
const maxNotRun = 3;

/** A task of a chain that has started. */
export interface ChainLink {
  /** Its ids in the graph; several if the task is named in several ways. */
  readonly nodes: readonly string[];
  /** A background task: its dependants start while it runs, and its end is not awaited. */
  readonly background: boolean;
  /** How it ended; `undefined` while it runs. */
  readonly run: Run | undefined;
}

/**
 * The state of a task of a chain. `pending`: waits for others; `expected`: those are done, so it must start at once;
 * `possible`: starts as soon as a background task is ready, which is not reported; `assumed`: over before we watched;
 * `background`: runs while its dependants start.
 */
export type LinkState =
  'pending' | 'expected' | 'possible' | 'running' | 'background' | 'assumed' | 'done' | 'failed' | 'skipped';

/** The state of a chain, derived from the links that have started. */
export interface ChainState {
  /** The state of each task, in the order in which they run. */
  readonly of: ReadonlyMap<string, LinkState>;
  /** Nothing but background tasks is running or still to come. */
  readonly isOver: boolean;
  /** A task must start at once; if it does not, it is not this chain that was started. */
  readonly expects: boolean;
}

interface ChainFacts {
  /** The link of this task, if it has started. */
  linkOf(id: string): ChainLink | undefined;
  /** Whether the task was over before we watched. */
  isAssumed(id: string): boolean;
}

/**
 * The state of the chain of a root. Follows the editor: all dependencies start at once, or in sequence up to the
 * first that fails; if one has failed, the task itself does not run.
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
    // If it has started, its dependencies were met, whatever we saw of them.
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
  // Tasks that a sequence did not reach.
  for (const id of graph.tree(root)) of.set(id, states.get(id) ?? (isOpen(state) ? 'pending' : 'skipped'));
  return { of, isOver: !isOpen(state), expects: [...of.values()].includes('expected') };
}

/**
 * The run of a whole chain, from its links that are over.
 * @param id of the run, under which it was listed as running
 */
export function chainRun(
  graph: TaskGraph,
  root: string,
  state: ChainState,
  links: readonly ChainLink[],
  id: string,
): Run {
  const linkOf = (node: string) => links.find(({ nodes }) => nodes.includes(node));
  const ordered = [...state.of.keys()].map(linkOf).filter((link) => link !== undefined);
  const runs = [...new Set(ordered)].map(({ run }) => run).filter((run) => run !== undefined);
  const [earliest] = [...runs].sort((one, other) => one.startedAt - other.startedAt);
  const [latest] = [...runs].sort((one, other) => other.endedAt - one.endedAt);
  const own = linkOf(root)?.run;
  const [failed] = runs.filter(({ outcome }) => outcome === 'failed').sort((one, other) => one.endedAt - other.endedAt);
  const decisive = failed ?? runs.find(({ outcome }) => outcome === 'stopped') ?? own ?? latest;
  if (earliest === undefined || latest === undefined || decisive === undefined)
    throw new Error('a chain without links');
  const name = graph.get(root)?.name ?? decisive.name;
  return {
    ...decisive,
    id,
    name,
    command: own?.command ?? (decisive.outcome === 'done' ? '' : decisive.command),
    // Always the same for one chain, whichever link failed: folder and name identify its earlier runs.
    folder: own?.folder ?? runs[0]?.folder ?? decisive.folder,
    startedAt: earliest.startedAt,
    startKnown: earliest.startKnown,
    endedAt: latest.endedAt,
    details: [...linesOf(graph, state, linkOf), ...(decisive.details ?? [])],
  };
}

/**
 * The tasks that are assumed to be over when the first link of a chain starts: its dependencies. If it was running
 * before we watched, also all tasks that come before it or together with it.
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

/** The names of the tasks that would have run after these and cannot; empty if there are many. */
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
  return names.length > maxNotRun ? [] : names.map((node) => node?.name ?? '');
}

/** A line with the tasks outside of a chain, or of a single run, that could not run after it. */
export function notRunLine(names: readonly string[]): string {
  return l10n.t('Not run, because it depends on this: {0}', names.join(', '));
}

function linesOf(
  graph: TaskGraph,
  state: ChainState,
  linkOf: (id: string) => ChainLink | undefined,
): readonly string[] {
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
  // One task may appear under two names.
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
