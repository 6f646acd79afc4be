import * as vscode from 'vscode';
import { errorsIn } from '../../model/output/errorsIn';
import type { FoundError, FoundPlace } from '../../model/output/foundError';
import { matchedErrors } from '../../model/output/matchedErrors';
import { oneLine } from '../../model/oneLine';
import { longestUnredacted } from '../../model/redaction/secretForms';
import { type ErrorPlace, type FirstError, sourceLines } from '../../model/report/report';
import type { Run } from '../../model/run/run';
import { limited } from '../../system/turns';
import { taskMatchers } from '../source/problemMatchers';
import { fileLink } from './openLink';
import { fileText, workspaceFile, type WorkspaceFile } from './workspaceFile';

/** How many places are looked up on the disk. */
const maxPlaces = 40;

/**
 * The first error of a failed run: from its output, or else from the editor's list of problems.
 * @param lines of its output, without control sequences
 * @param isListed whether the editor's list of problems is about this run
 */
export async function firstErrorOf(
  run: Run,
  lines: readonly string[],
  isListed: boolean,
): Promise<FirstError | undefined> {
  if (run.outcome !== 'failed') return undefined;
  const { folder } = run;
  const matched = matchedErrors(lines, run.source === 'task' ? taskMatchers(run.name, folder) : [], limited);
  const printed = [...matched, ...errorsIn(lines)];
  const found = (await inWorkspace(printed, folder)) ?? notebookError(run) ?? elsewhere(printed[0]);
  // Terminal commands do not fill that list: its entries are about something else.
  return found ?? (isListed && run.source === 'task' ? await listed() : undefined);
}

/** The first error with a place in a file of the workspace. */
async function inWorkspace(errors: readonly FoundError[], folder: string): Promise<FirstError | undefined> {
  let looked = 0;
  for (const { message, places } of errors)
    for (const place of places) {
      if (++looked > maxPlaces) return undefined;
      const file = await workspaceFile(place.path, folder);
      if (file !== undefined) return errorAt(message, file, place);
    }
  return undefined;
}

async function errorAt(message: string, file: WorkspaceFile, { line, column }: FoundPlace): Promise<FirstError> {
  const at = { line, ...(column === undefined ? {} : { column }) };
  const link = await fileLink(file.path, at);
  const place: ErrorPlace = { path: file.shown, ...at, ...(link === undefined ? {} : { link }) };
  const text = await fileText(file);
  const lines = text === undefined ? [] : sourceLines(text, line);
  return { message: oneLine(message, longestUnredacted), place, lines };
}

/** The details of a notebook run are the failed cell and its error. */
function notebookError({ source, details = [] }: Run): FirstError | undefined {
  const message = source === 'notebook' ? details[1] : undefined;
  return message === undefined ? undefined : { message: oneLine(message, longestUnredacted), lines: [] };
}

/** The first error in the editor's list that is in a file of the workspace. */
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

/** An error outside of the workspace, or without a place: no file is read for it. */
function elsewhere(error: FoundError | undefined): FirstError | undefined {
  if (error === undefined) return undefined;
  const [first] = error.places;
  return {
    message: oneLine(error.message, longestUnredacted),
    ...(first === undefined ? {} : { place: first }),
    lines: [],
  };
}
