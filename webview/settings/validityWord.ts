import * as l10n from '@vscode/l10n';
import type { Validity } from '../../src/model/validity';
import type { IconName } from '../icon';

/** The sign of each state, so that none is told by colour alone. */
export const validityIcons: Record<Validity['state'], IconName> = {
  incomplete: 'warning',
  ready: 'info',
  verified: 'pass',
  failing: 'error',
};

/** What is known of an account, in a word. */
export function validityWord(validity: Validity): string {
  switch (validity.state) {
    case 'incomplete':
      return l10n.t('Incomplete');
    case 'ready':
      return l10n.t('Ready');
    case 'verified':
      return l10n.t('Verified');
    case 'failing':
      return l10n.t('Failing');
  }
}
