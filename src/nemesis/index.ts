/**
 * What breaks things: faults on links and nodes, the schedule they follow, and the proof that each was in force. The schedule is plain
 * data in the plan (drawn from the seed, or written by hand); the nemesis runs it against any world through the Cluster interface.
 */

export type { FaultAbout } from './active-fault.ts';
export { checkSchedule } from './check-schedule.ts';
export { coreSteps } from './core-steps.ts';
export { type FaultFamily, familyOf, faultFamilies, faultKinds, kindOf } from './families.ts';
export { type Flavour, faultFlavours, flavours } from './flavours.ts';
export { createNemesis, type Nemesis, type NemesisOptions } from './nemesis.ts';
export { drawSchedule, type ScheduleRequest } from './schedule.ts';
