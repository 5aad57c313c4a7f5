/**
 * The simulated world: nodes, network, disks and clocks in one thread on virtual time. A heap of events in order of (time, sequence) is
 * all that ever happens; every choice is keyed by the seed; a digest covers what happened, in order. The same plan gives the same run.
 */

export { MAX_EVENTS_AT_ONE_INSTANT } from './event-loop.ts';
export { createSimulatedCluster, type SimulatedCluster, type SimulatedClusterOptions } from './simulated-cluster.ts';
