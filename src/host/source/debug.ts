import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { DebugLines } from '../../model/source/debugLines';
import type { DebugMessage } from '../../model/source/debugMessage';
import { type DebugFacts, DebugRuns } from '../../model/source/debugRuns';
import type { RunWatch, SourceOptions } from './source';
import { computer } from './taskFacts';

export interface DebugWatchOptions extends SourceOptions {
  /** Remembers the command lines that debuggers type. */
  readonly debugLines: DebugLines;
}

/**
 * Watches the debug sessions of this window that begin from now on. Of earlier ones the API has only the active one,
 * and, measured after a restart, still has it long after its end.
 */
export function watchDebug({ emit, clock, scheduler, log, debugLines }: DebugWatchOptions): RunWatch {
  const changes = new vscode.EventEmitter<void>();
  const host = {
    ended: emit,
    changed: () => changes.fire(),
    after: (milliseconds: number, work: () => void) => scheduler.after(milliseconds, work),
  };
  const runs = new DebugRuns(host, clock, log);
  const read = async ({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): Promise<void> => {
    if (!runs.wantsTerminal) return;
    // Read at once: a later reader misses the beginning.
    const stream = execution.read();
    const pid = await terminal.processId;
    if (pid !== undefined) for await (const text of stream) runs.terminalPrinted(pid, text);
  };
  const terminalEnded = async (terminal: vscode.Terminal, exitCode: number | undefined): Promise<void> => {
    const pid = await terminal.processId;
    if (pid !== undefined) runs.terminalEnded(pid, exitCode);
  };
  const terminalClosed = async (terminal: vscode.Terminal): Promise<void> => {
    const pid = await terminal.processId;
    if (pid !== undefined) runs.terminalClosed(pid);
  };
  const watching = vscode.Disposable.from(
    vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => {
        const root = rootOf(session);
        const { id } = root;
        if (isOfTerminal(root)) return undefined;
        if (session.parentSession !== undefined) {
          return { onDidSendMessage: (message: DebugMessage) => runs.outputEvent(id, message) };
        }
        runs.began(id, factsOf(session));
        return {
          onWillReceiveMessage: (message: DebugMessage) => {
            debugLines.toAdapter(id, message);
            runs.toAdapter(id, message);
          },
          onDidSendMessage: (message: DebugMessage) => {
            debugLines.fromAdapter(id, message, clock.now());
            runs.fromAdapter(id, message);
          },
          onError: () => runs.adapterGone(id),
          onExit: () => runs.adapterGone(id),
        };
      },
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.parentSession === undefined) runs.ended(session.id);
    }),
    vscode.window.onDidStartTerminalShellExecution((event) => void read(event)),
    vscode.window.onDidEndTerminalShellExecution(({ terminal, exitCode }) => void terminalEnded(terminal, exitCode)),
    vscode.window.onDidCloseTerminal((terminal) => {
      // As with tasks, the ends that follow are false.
      if (terminal.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) runs.shuttingDown();
      else void terminalClosed(terminal);
    }),
    changes,
  );
  return {
    running: () => runs.running,
    ending: () => runs.ending,
    printed: (id) => runs.printed(id),
    onDidChange: changes.event,
    dispose: () => {
      runs.shuttingDown();
      watching.dispose();
    },
  };
}

/**
 * js-debug and others have a child session for each process or page; the started session is the one without a parent.
 */
function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession === undefined ? session : rootOf(session.parentSession);
}

/**
 * Whether js-debug has attached to a command in a terminal (JavaScript Debug Terminal, auto attach): that is watched as
 * a terminal command.
 */
function isOfTerminal({ configuration }: vscode.DebugSession): boolean {
  return configuration['delegateId'] !== undefined;
}

function factsOf({ name, type, configuration, workspaceFolder }: vscode.DebugSession): DebugFacts {
  const program: unknown = configuration['program'];
  const command = typeof program === 'string' ? program : '';
  const folder = workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
  return {
    name,
    command,
    folder: folder?.uri.fsPath ?? '',
    workspace: vscode.workspace.name ?? folder?.name ?? '',
    host: computer(),
    jsDebug: type.startsWith('pwa-'),
    ...(isAbsolute(command) ? { document: vscode.Uri.file(command).toString() } : {}),
  };
}
