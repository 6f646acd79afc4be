import * as l10n from '@vscode/l10n';
import type { Source } from './run';

/** What a source is called, for one run of it. */
export function sourceWord(source: Source): string {
  switch (source) {
    case 'task':
      return l10n.t('Task');
    case 'terminal':
      return l10n.t('Terminal command');
    case 'debug':
      return l10n.t('Debug session');
    case 'notebook':
      return l10n.t('Notebook');
    case 'test':
      return l10n.t('Test run');
  }
}

/** The same for many. */
export function sourcesWord(source: Source): string {
  switch (source) {
    case 'task':
      return l10n.t('tasks');
    case 'terminal':
      return l10n.t('terminal commands');
    case 'debug':
      return l10n.t('debug sessions');
    case 'notebook':
      return l10n.t('notebooks');
    case 'test':
      return l10n.t('test runs');
  }
}
