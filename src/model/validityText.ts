import * as l10n from '@vscode/l10n';
import { fieldLabel } from './fieldLabel';
import { whenText } from './when';
import type { Validity } from './validity';

/** What is known of an account, in a sentence. `language` is a BCP 47 tag for the date. */
export function validityText(validity: Validity, language: string): string {
  switch (validity.state) {
    case 'incomplete':
      return l10n.t(
        'Incomplete: no mail will be sent until this is filled in: {0}.',
        [...new Set(validity.problems.map(({ field }) => fieldLabel(field)))].join(', '),
      );
    case 'ready':
      return l10n.t('Ready: complete, not tested yet.');
    case 'verified':
      return l10n.t('Verified: a mail went through on {0}.', whenText(validity.at, language));
    case 'failing':
      return l10n.t('Failing: {0}', validity.reason);
  }
}
