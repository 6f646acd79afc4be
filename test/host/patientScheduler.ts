import type { Clock } from '../../src/model/clock';
import { slowed, systemScheduler } from '../../src/system/scheduler';

/** How many times longer than usual the sources wait for what the editor tells, see `extension.ts`. */
export const patience = 4;

/** Gives the editor more time than its users have: on a busy machine it tells things late. */
export const patientScheduler = slowed(systemScheduler, patience);

/** Goes as slowly, for a source that compares how late it is with how long it waits. */
export const patientClock: Clock = { now: () => Date.now() / patience };
