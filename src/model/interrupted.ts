import type { Run } from './run';

/** The sequences of a terminal, as far as they may stand behind what it echoed last. */
// eslint-disable-next-line no-control-regex -- these are what is being removed
const behind = /(?:\s|\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\))+$/;

/**
 * A run whose output ends in the `^C` with which a terminal echoes Ctrl+C was stopped, whatever its code says: measured, the
 * editor tells 0 of a task. Where it is told as failed, the program has said so itself, and that stays.
 */
export function asInterrupted(run: Run, output: string | undefined): Run {
  const isSilentOfIt = run.outcome === 'done' || (run.outcome === 'failed' && run.exitCode === 130);
  if (!isSilentOfIt || output?.slice(-200).replace(behind, '').endsWith('^C') !== true) return run;
  return { ...run, outcome: 'stopped', exitCode: undefined };
}
