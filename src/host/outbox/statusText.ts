import * as l10n from '@vscode/l10n';
import type { Validity } from '../../model/account/validity';
import type { Snapshot } from '../../outbox/courier/snapshot';

/** What the status bar item shows: its text with icons, and how it is marked. */
interface StatusText {
  readonly text: string;
  readonly mark: 'warning' | 'error' | undefined;
}

const icons = { incomplete: 'warning', ready: 'mail', verified: 'verified', failing: 'error' };

/**
 * The essence of validity and outbox, in a word or two.
 * @param validity of the default account; without it nothing is claimed of it, since its secret was not read yet
 * @param on whether notifications are on
 */
export function statusText(validity: Validity | undefined, on: boolean, snapshot: Snapshot): StatusText {
  const { sending, parked, dead } = snapshot.groups;
  const isStuck = snapshot.trouble !== undefined;
  const isWrong = validity?.state === 'incomplete' || validity?.state === 'failing';
  const waiting = waitingIn(snapshot);
  const essence = (): string => {
    if (isStuck) return `$(warning) ${l10n.t('Mail: disk error')}`;
    if (sending > 0) return `$(sync~spin) ${l10n.t('Mail: sending')}`;
    if (snapshot.isOffline) return `$(debug-disconnect) ${l10n.t('Mail: offline')}`;
    if (!on && !isWrong) return `$(bell-slash) ${l10n.t('Mail: off')}`;
    return validity === undefined
      ? `$(mail) ${l10n.t('Mail')}`
      : `$(${icons[validity.state]}) ${validityWord(validity)}`;
  };
  const counts = [
    waiting > 0 ? ` $(clock) ${waiting}` : '',
    parked > 0 ? ` $(debug-pause) ${parked}` : '',
    dead > 0 ? ` $(error) ${dead}` : '',
  ];
  return {
    text: [essence(), ...counts].join(''),
    mark: validity?.state === 'failing' ? 'error' : isWrong || isStuck ? 'warning' : undefined,
  };
}

/** How many mails wait; those that are only in memory wait too. */
export function waitingIn({ groups, unsaved }: Snapshot): number {
  return groups.waiting + groups.inDoubt + unsaved;
}

function validityWord({ state }: Validity): string {
  switch (state) {
    case 'incomplete':
      return l10n.t('Mail: incomplete');
    case 'ready':
      return l10n.t('Mail: ready');
    case 'verified':
      return l10n.t('Mail: verified');
    case 'failing':
      return l10n.t('Mail: failing');
  }
}
