import * as l10n from '@vscode/l10n';

/** Signals that have the same number on Linux and macOS. */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
};

/**
 * What an exit code commonly means, or the empty text: POSIX shells (127, 126, 128 and a signal), `timeout` (124), and what
 * Windows gives for a process that was broken off (NTSTATUS).
 */
export function exitMeaning(code: number): string {
  switch (code) {
    case 124:
      return l10n.t('timed out');
    case 126:
      return l10n.t('found, but it cannot be executed');
    case 127:
    case 9009:
      return l10n.t('command not found');
    case 130:
      return l10n.t('Ctrl+C');
    case 134:
      return l10n.t('it aborted itself');
    case 137:
      return l10n.t('killed, often for want of memory');
    case 139:
      return l10n.t('crashed: segmentation fault');
    case 143:
      return l10n.t('terminated from outside');
  }
  switch (code >>> 0) {
    case 0xc000013a:
      return l10n.t('Ctrl+C');
    case 0xc0000005:
      return l10n.t('crashed: access violation');
    case 0xc0000017:
      return l10n.t('out of memory');
    case 0xc0000135:
      return l10n.t('a DLL is missing');
    case 0xc0000409:
      return l10n.t('it aborted itself');
  }
  // Linux has 64 signals; 255 is what many programs give for any error.
  if (code <= 128 || code > 192) return '';
  const signal = code - 128;
  return l10n.t('ended by signal {0}', signals[signal] ?? String(signal));
}
