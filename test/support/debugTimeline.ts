import type { DebugMessage } from '../../src/model/source/debugMessage';
import { DebugRuns, type DebugFacts } from '../../src/model/source/debugRuns';
import { Timeline } from './timeline';

/** Debug sessions that start and end at times that the test sets. */
export class DebugTimeline extends Timeline {
  readonly runs = new DebugRuns(this.ear, this.clock, this.log);

  /** Starts a session of the adapter for JavaScript. */
  begin(key: string, change: Partial<DebugFacts> = {}): void {
    const facts = { name: key, command: '/src/a.js', folder: '/src', workspace: 'app', host: 'box', jsDebug: true };
    this.runs.began(key, { ...facts, ...change });
  }

  /** The adapter sends an event. */
  event(key: string, event: string, body: DebugMessage['body'] = {}): void {
    this.runs.fromAdapter(key, { type: 'event', event, body });
  }

  /** The editor sends the adapter a request. */
  ask(key: string, command: string, more: object = {}): void {
    this.runs.toAdapter(key, { type: 'request', command, arguments: more });
  }

  /** The program gets a terminal. @param pid the shell's */
  terminal(key: string, pid: number, kind = 'integrated'): void {
    this.runs.fromAdapter(key, { type: 'request', command: 'runInTerminal', arguments: { kind } });
    const body = kind === 'integrated' ? { shellProcessId: pid } : {};
    this.runs.toAdapter(key, { type: 'response', command: 'runInTerminal', success: true, body });
  }

  /** The program ends by itself, and the editor reports it. */
  end(key: string): void {
    this.event(key, 'terminated');
    this.ask(key, 'disconnect', { restart: false, terminateDebuggee: false });
    this.runs.ended(key);
  }
}
