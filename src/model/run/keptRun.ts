import { asText, isRecord } from '../unknown';
import { maxCommand, type Outcome, outcomes, type Run, sources } from './run';

/** What is learnt after the end of a run was recorded: how it really ended. */
export type TrueEnd = Pick<Run, 'outcome' | 'exitCode' | 'endedAt'> & Pick<Partial<Run>, 'disconnected'>;

/** The maximum number of characters kept of any other text. */
export const maxText = 500;
const maxDetails = 20;

/** A run as stored: without its output, which may be long and may hold secrets. */
export function keptRun(run: Run): Run {
  const kept: { -readonly [Key in keyof Run]: Run[Key] } = {
    ...run,
    name: run.name.slice(0, maxText),
    command: run.command.slice(0, maxCommand),
    folder: run.folder.slice(0, maxText),
    workspace: run.workspace.slice(0, maxText),
  };
  delete kept.output;
  delete kept.outputGap;
  if (run.details !== undefined) kept.details = run.details.slice(0, maxDetails).map((line) => line.slice(0, maxText));
  return kept;
}

/** The run in what was stored; `undefined` if it is none of ours. */
export function readRun(value: unknown): Run | undefined {
  if (!isRecord(value)) return undefined;
  const { id, source, name, startedAt, startKnown, details, place, cycle, interactive, cutLine } = value;
  const end = readEnd(value);
  const known = sources.find((one) => one === source);
  if (typeof id !== 'string' || id === '' || known === undefined || end === undefined) return undefined;
  if (typeof name !== 'string' || !isTime(startedAt)) return undefined;
  const { terminal, document, cell } = isRecord(place) ? place : {};
  return {
    id,
    source: known,
    name,
    command: asText(value['command']),
    startedAt,
    startKnown: startKnown !== false,
    folder: asText(value['folder']),
    workspace: asText(value['workspace']),
    host: asText(value['host']),
    ...end,
    ...(interactive === true ? { interactive } : {}),
    ...(cutLine === true ? { cutLine } : {}),
    ...(Array.isArray(details) ? { details: details.filter((one) => typeof one === 'string') } : {}),
    ...(isRecord(place)
      ? {
          place: {
            ...(typeof terminal === 'number' ? { terminal } : {}),
            ...(typeof document === 'string' ? { document } : {}),
            ...(typeof cell === 'number' ? { cell } : {}),
          },
        }
      : {}),
    ...(cycle === 'broke' || cycle === 'fixed' || cycle === 'same' ? { cycle } : {}),
  };
}

/** How a run ended, in what was stored; `undefined` if it does not say so. */
export function readEnd(value: unknown): TrueEnd | undefined {
  if (!isRecord(value)) return undefined;
  const { outcome, exitCode, endedAt, disconnected } = value;
  const known: Outcome | undefined = outcomes.find((one) => one === outcome);
  if (known === undefined || !isTime(endedAt)) return undefined;
  return {
    outcome: known,
    exitCode: typeof exitCode === 'number' ? exitCode : undefined,
    endedAt,
    ...(disconnected === true ? { disconnected } : {}),
  };
}

/** Milliseconds since 1970. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
