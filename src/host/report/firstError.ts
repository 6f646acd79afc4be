import * as vscode from 'vscode';
import { errorsIn } from '../../model/errorsIn';
import type { FoundError, FoundPlace } from '../../model/foundError';
import { matchedErrors } from '../../model/matchedErrors';
import { printable } from '../../model/printable';
import { longestUnredacted } from '../../model/longestUnredacted';
import type { ErrorPlace, FirstError } from '../../model/report';
import type { Run } from '../../model/run';
import { sourceLines } from '../../model/sourceLines';
import { taskMatchers } from '../problemMatchers';
import { fileLink } from './openLink';
import { textOf, workspaceFile, type WorkspaceFile } from './workspaceFile';

/** So many places are looked for on the disk. */
const mostPlaces = 40;

/**
 * The first thing that went wrong in a run that failed: as it printed it, else as the editor lists it.
 * @param lines what it printed, without control sequences
 * @param isListed the editor's list of problems is about it
 */
export async function firstErrorOf(
  run: Run,
  lines: readonly string[],
  isListed: boolean,
): Promise<FirstError | undefined> {
  if (run.outcome !== 'failed') return undefined;
  const { folder } = run;
  const matched = matchedErrors(lines, run.source === 'task' ? taskMatchers(run.name, folder) : [], () =>
    performance.now(),
  );
  const printed = [...matched, ...errorsIn(lines)];
  const told = (await inWorkspace(printed, folder)) ?? notebookError(run) ?? elsewhere(printed[0]);
  // A command of a terminal leaves nothing in that list: what stands there is about something else.
  return told ?? (isListed && run.source === 'task' ? await listed() : undefined);
}

/** The first of which a file of the workspace is named. */
async function inWorkspace(errors: readonly FoundError[], folder: string): Promise<FirstError | undefined> {
  let looked = 0;
  for (const { message, places } of errors)
    for (const place of places) {
      if (++looked > mostPlaces) return undefined;
      const file = await workspaceFile(place.path, folder);
      if (file !== undefined) return errorAt(message, file, place);
    }
  return undefined;
}

async function errorAt(message: string, file: WorkspaceFile, { line, column }: FoundPlace): Promise<FirstError> {
  const at = { line, ...(column === undefined ? {} : { column }) };
  const link = await fileLink(file.path, at);
  const place: ErrorPlace = { path: file.shown, ...at, ...(link === undefined ? {} : { link }) };
  const text = await textOf(file);
  const lines = text === undefined ? [] : sourceLines(text, line);
  return { message: printable(message, longestUnredacted), place, lines };
}

/** The cell that failed and its error are the last of what is told of a notebook. */
function notebookError({ source, details = [] }: Run): FirstError | undefined {
  const message = source === 'notebook' ? details[1] : undefined;
  return message === undefined ? undefined : { message: printable(message, longestUnredacted), lines: [] };
}

/** The first error of the editor's list, in a file of the workspace. */
async function listed(): Promise<FirstError | undefined> {
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    if (uri.scheme !== 'file') continue;
    const first = diagnostics
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
      .sort((one, other) => one.range.start.compareTo(other.range.start))[0];
    const file = first === undefined ? undefined : await workspaceFile(uri.fsPath, '');
    if (first === undefined || file === undefined) continue;
    const { line, character } = first.range.start;
    return errorAt(first.message, file, { path: uri.fsPath, line: line + 1, column: character + 1 });
  }
  return undefined;
}

/** Where it is told outside of the workspace, or not at all: nothing of that is read. */
function elsewhere(error: FoundError | undefined): FirstError | undefined {
  if (error === undefined) return undefined;
  const [first] = error.places;
  return {
    message: printable(error.message, longestUnredacted),
    ...(first === undefined ? {} : { place: first }),
    lines: [],
  };
}
