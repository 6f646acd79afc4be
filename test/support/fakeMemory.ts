import type * as vscode from 'vscode';
import { Storage } from '../../src/host/editor/storage';

/** Stands in for `workspaceState` and `globalState`. */
export class FakeMemory implements vscode.Memento {
  readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(name: string, fallback?: T): T {
    return (this.values.has(name) ? this.values.get(name) : fallback) as T;
  }

  update(name: string, value: unknown): Promise<void> {
    this.values.set(name, value);
    return Promise.resolve();
  }
}

/** The storage of a window that has kept nothing yet. */
export function emptyStorage<Values>(): Storage<Values> {
  return new Storage<Values>(new FakeMemory());
}
