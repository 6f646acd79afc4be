import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { taskFacts } from './taskFacts';

/** The program of a process task where it is certain that there is none; `undefined` where it is there, or cannot be known. */
export function missingProgram(task: vscode.Task): string | undefined {
  const { execution } = task;
  if (!(execution instanceof vscode.ProcessExecution)) return undefined;
  const { process: program, options } = execution;
  const { folder } = taskFacts(task);
  // A variable is known to the editor only. A folder that is not here tells that the task runs on another computer.
  if (program === '' || program.includes('${') || folder.includes('${') || !existsSync(folder)) return undefined;
  const path = options?.env?.['PATH'] ?? process.env['PATH'] ?? '';
  if (path.includes('${')) return undefined;
  const isPath = isAbsolute(program) || /[\\/]/.test(program);
  const places = isPath ? [resolve(folder, program)] : path.split(delimiter).map((one) => join(one, program));
  return places.some(canRun) ? undefined : program;
}

function canRun(file: string): boolean {
  const endings = process.platform === 'win32' ? ['', ...(process.env['PATHEXT'] ?? '').split(';')] : [''];
  return endings.some((ending) => {
    try {
      accessSync(file + ending, constants.X_OK);
      return statSync(file + ending).isFile();
    } catch {
      return false;
    }
  });
}
