import { drawInteger, type JsonObject, type LoadPlan, type Ms, type Plan, type PriorityPlan, roundMs } from '../../core/index.ts';
import { type Timing, timingOf } from './draw-cluster.ts';
import { drawKnob } from './knob.ts';

/** The depth of bug that a plan is made for: one change point less. */
const depths = [2, 3, 4, 5];
/** How late the link of the lowest priority is, of the shortest election time-out: early enough for elections to succeed. */
const latenessShares = [0.1, 0.2, 0.3];

/**
 * Probabilistic concurrency testing for messages: a bug that needs d ordered events is hit with a chance that falls with the d-1st power
 * of the run's length, whatever the network's own timing would do. Which link has which priority the world draws from the plan's seed.
 */
export function drawPriorities(
  seed: number,
  { system: { nodes, config }, load, phases }: Pick<Plan, 'system' | 'load' | 'phases'>,
): PriorityPlan {
  const timing = timingOf(config);
  const links = Math.max(1, nodes.length * (nodes.length - 1));
  const lateMs = Math.min(timing.electionTimeoutMs[0] * drawKnob(seed, 'lateness', latenessShares), borneMs(config, load));
  const last = messagesExpected(nodes.length, timing, phases);
  const depth = drawKnob(seed, 'depth', depths);
  const changes = new Set<number>();
  for (let i = 1; i < depth; i += 1) changes.add(drawInteger(1, last, seed, 'swarm', 'change', i));
  return { stepMs: Math.max(0.001, roundMs(lateMs / links)), changes: [...changes].sort((a, b) => a - b) };
}

/**
 * How late every message may be for an attempt to be answered in time: it is passed on to the leader and waits for the batches before
 * its own, each there and back, and half of the time is left to the network and the disks themselves. Where attempts time out sooner,
 * each is made again and comes into the log again, and a backlog grows that small batches do not work off within any bound.
 */
function borneMs({ maxBatchEntries }: JsonObject, { attemptTimeoutMs, concurrency }: LoadPlan): Ms {
  const batchEntries = typeof maxBatchEntries === 'number' ? maxBatchEntries : 1;
  const roundTrips = 2 + Math.ceil(concurrency / batchEntries);
  return attemptTimeoutMs / (4 * roundTrips);
}

/** Heartbeats and their answers in the safety phase: replication adds some, outages take some away. */
function messagesExpected(nodeCount: number, { heartbeatMs }: Timing, { safetyMs }: Plan['phases']): number {
  return Math.max(10, Math.round((2 * (nodeCount - 1) * safetyMs) / heartbeatMs));
}
