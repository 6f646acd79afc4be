import { isRecord } from '../../model/unknown';
import type { Side, SideState } from '../../protocol/settingsPage';

export interface RunningSideParts {
  readonly extensionId: string;
  /** The window is connected to another computer, and the editor itself can run extensions too. */
  readonly isChoice: boolean;
  readonly running: Side;
  /** Reads and writes `remote.extensionKind` of the user's settings, which says where each extension runs. */
  read(): unknown;
  write(kinds: Readonly<Record<string, unknown>> | undefined): Thenable<void>;
}

/** On which of two computers the extension watches and sends: the remote one, or the one in front of the user. */
export class RunningSide {
  constructor(private readonly parts: RunningSideParts) {}

  /** `undefined` where there is nothing to choose. */
  get state(): SideState | undefined {
    const { extensionId, isChoice, running } = this.parts;
    return isChoice ? { running, chosen: sideIn(this.parts.read(), extensionId) } : undefined;
  }

  /** Writes the choice; it counts from the next reload of the window on. */
  async choose(side: Side): Promise<void> {
    await this.parts.write(withSide(this.parts.read(), this.parts.extensionId, side));
  }
}

/** The side that a value of the setting asks for; the remote one if it says nothing of us. */
function sideIn(kinds: unknown, id: string): Side {
  const wanted = isRecord(kinds) ? kinds[id] : undefined;
  return (Array.isArray(wanted) ? wanted[0] : wanted) === 'ui' ? 'here' : 'remote';
}

/** The value with the side; what it says of other extensions stays. The remote side needs no entry. */
function withSide(kinds: unknown, id: string, side: Side): Record<string, unknown> | undefined {
  const others = Object.entries(isRecord(kinds) ? kinds : {}).filter(([name]) => name !== id);
  const entries = side === 'here' ? [...others, [id, ['ui']] as const] : others;
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
