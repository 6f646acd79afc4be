import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { Attention } from '../../model/rule/attention';

/** Hears of whoever is at this window. */
export class AttentionWatch {
  private readonly attention: Attention;
  private readonly returned = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  /** Somebody was certainly there just now. */
  readonly onDidReturn = this.returned.event;

  constructor(private readonly clock: Clock) {
    this.attention = new Attention(clock.now());
    this.attention.state(vscode.window.state, clock.now());
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeWindowState((state) => {
        this.attention.state(state, clock.now());
        this.returned.fire();
      }),
      // Without a kind it was a program that moved the caret.
      vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
        const { Keyboard, Mouse } = vscode.TextEditorSelectionChangeKind;
        if (kind === Keyboard || kind === Mouse) this.input();
      }),
      this.returned,
    );
  }

  /** Somebody pressed a button of ours. */
  input(): void {
    this.attention.input(this.clock.now());
    this.returned.fire();
  }

  isAway(after: number): boolean {
    return this.attention.isAway(after, this.clock.now());
  }

  wasSeenSince(moment: number): boolean | undefined {
    return this.attention.wasSeenSince(moment, this.clock.now());
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
