import { type ClockRule, drawItem, type Ms, type NodeId, roundMs, type SimulatedDiskPlan, type SimulationPlan } from '../../core/index.ts';
import type { Timing } from './draw-cluster.ts';
import { drawKnob } from './knob.ts';

/**
 * Latencies are shares of the heartbeat: with a shortest election time-out of three heartbeats or more, a round trip and the syncs it
 * waits for then fit well into it, whatever is drawn, and elections succeed.
 */
const minLatencyShares = [0.002, 0.01, 0.05];
const meanLatencyShares = [0, 0.02, 0.05, 0.15];
const clientLatencyShares = [0.002, 0.01, 0.05, 0.2];
/** An election of seven nodes needs about a dozen messages: a loss of one in twenty slows it down and does not stop it. */
const lossProbabilities = [0, 0, 0, 0.005, 0.01, 0.02, 0.05];
const duplicateProbabilities = [0, 0, 0, 0.01, 0.05, 0.2];
const writeShares: readonly (readonly [number, number])[] = [
  [0.0005, 0.002],
  [0.002, 0.01],
  [0.01, 0.05],
];
const syncShares: readonly (readonly [number, number])[] = [
  [0.002, 0.01],
  [0.01, 0.05],
  [0.05, 0.2],
  [0.1, 0.4],
];
const tornProbabilities = [0, 0.5, 0.9, 1];
/** Whether clocks are wrong in this run at all. */
const clockChoices = [false, false, true];
const offsets: readonly Ms[] = [0, 0, 0.5, 20, 300, 3000];
/** A quartz is off by up to 200 ppm, a clock that is being slewed by more; five in a hundred is a broken one. */
const driftsPpm = [0, 0, 50, -200, 500, -5000, 20_000, -50_000];

/** The simulated world's knobs where no fault is at work. */
export function drawSimulation(seed: number, nodes: readonly NodeId[], { heartbeatMs }: Timing): SimulationPlan {
  const minLatencyMs = latencyOf(heartbeatMs * drawKnob(seed, 'min-latency', minLatencyShares));
  return {
    network: {
      minLatencyMs,
      meanLatencyMs: roundMs(minLatencyMs + heartbeatMs * drawKnob(seed, 'mean-latency', meanLatencyShares)),
      clientLatencyMs: latencyOf(heartbeatMs * drawKnob(seed, 'client-latency', clientLatencyShares)),
      lossProbability: drawKnob(seed, 'loss', lossProbabilities),
      duplicateProbability: drawKnob(seed, 'duplicate', duplicateProbabilities),
      ordered: drawKnob(seed, 'ordered', [true, false]),
    },
    disk: drawDisk(seed, heartbeatMs),
    clocks: drawClocks(seed, nodes),
  };
}

/** No plan may have less: virtual time would stand still. */
function latencyOf(ms: Ms): Ms {
  return Math.max(0.001, roundMs(ms));
}

function drawDisk(seed: number, heartbeatMs: Ms): SimulatedDiskPlan {
  const times = ([least, most]: readonly [number, number]): [Ms, Ms] => [roundMs(heartbeatMs * least), roundMs(heartbeatMs * most)];
  return {
    writeMs: times(drawKnob(seed, 'disk-write', writeShares)),
    syncMs: times(drawKnob(seed, 'disk-sync', syncShares)),
    tornProbability: drawKnob(seed, 'torn', tornProbabilities),
  };
}

function drawClocks(seed: number, nodes: readonly NodeId[]): Record<NodeId, ClockRule> {
  const clocks: Record<NodeId, ClockRule> = {};
  if (!drawKnob(seed, 'clocks', clockChoices)) return clocks;
  for (const node of nodes) {
    const offsetMs = drawItem(offsets, seed, 'swarm', 'clock-offset', node);
    const driftPpm = drawItem(driftsPpm, seed, 'swarm', 'clock-drift', node);
    if (offsetMs !== 0 || driftPpm !== 0) clocks[node] = { offsetMs, driftPpm };
  }
  return clocks;
}
