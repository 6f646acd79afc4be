import * as l10n from '@vscode/l10n';

/** How the messages of the outbox are grouped for people, in the order in which they are shown. */
export const itemGroups = ['sending', 'waiting', 'inDoubt', 'parked', 'dead', 'sent'] as const;
export type ItemGroup = (typeof itemGroups)[number];

/** What a group is called. */
export function groupLabel(group: ItemGroup): string {
  switch (group) {
    case 'sending':
      return l10n.t('Sending');
    case 'waiting':
      return l10n.t('Waiting');
    case 'inDoubt':
      return l10n.t('Perhaps sent');
    case 'parked':
      return l10n.t('Waiting for the account');
    case 'dead':
      return l10n.t('Not sent');
    case 'sent':
      return l10n.t('Sent');
  }
}
