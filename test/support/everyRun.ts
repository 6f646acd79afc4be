import { outcomes } from '../../src/model/run';

/** The rules of settings.json that mail all that lasts so many seconds, however it ends and whoever is there. */
export function everyRun(minimumDuration = 0): readonly unknown[] {
  return [{ id: 'every', minimumDuration, onlyWhenAway: false, outcomes }];
}
