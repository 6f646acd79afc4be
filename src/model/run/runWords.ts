import * as l10n from '@vscode/l10n';
import type { Outcome, Source } from './run';

/** The name of a source, for one run of it. */
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

/** The name of a source, for many runs. */
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

/** The name of an outcome in the settings and in lists. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'stopped':
      return l10n.t('stopped');
    case 'ended':
      return l10n.t('ended without a code');
    case 'lost':
      return l10n.t('watch lost');
  }
}
