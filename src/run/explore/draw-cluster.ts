import { type JsonObject, type Ms, roundMs } from '../../core/index.ts';
import { drawKnob } from './knob.ts';

/** Sizes 1 and 2 and even ones hide bugs of their own; 3 and 5 are what people run. */
const nodeCounts = [1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 6, 7];
const heartbeats: readonly Ms[] = [20, 30, 50, 80, 100];
/** Shortest election time-out over heartbeat: three lets a few lost heartbeats start an election. */
const electionFactors = [3, 4, 5, 8];
/** Longest election time-out over the shortest: little spread makes split votes. */
const electionSpreads = [1.3, 1.6, 2, 3];
const batchSizes = [1, 1, 2, 8, 256];

/** How long a cluster takes to notice and to elect: what the other knobs are measured in. */
export interface Timing {
  readonly heartbeatMs: Ms;
  readonly electionTimeoutMs: readonly [Ms, Ms];
}

export function drawNodeCount(seed: number): number {
  return drawKnob(seed, 'nodes', nodeCounts);
}

/**
 * Of the system's settings those that are known here are drawn, each if the system has it; the others stay. What is drawn beside a kept
 * setting fits it: a heartbeat its election time-out, an election time-out its heartbeat.
 */
export function drawConfig(seed: number, config: JsonObject, kept: JsonObject): JsonObject {
  const heartbeatMs = heartbeatBeside(kept, drawKnob(seed, 'heartbeat', heartbeats));
  const lowMs = heartbeatMs * drawKnob(seed, 'election-factor', electionFactors);
  const drawn: JsonObject = {
    heartbeatMs,
    electionTimeoutMs: [lowMs, roundMs(lowMs * drawKnob(seed, 'election-spread', electionSpreads))],
    maxBatchEntries: drawKnob(seed, 'batch', batchSizes),
    ...kept,
  };
  return { ...config, ...Object.fromEntries(Object.entries(drawn).filter(([name]) => Object.hasOwn(config, name))) };
}

function heartbeatBeside(kept: JsonObject, drawnMs: Ms): Ms {
  if (typeof kept['heartbeatMs'] === 'number') return kept['heartbeatMs'];
  if (kept['electionTimeoutMs'] === undefined) return drawnMs;
  const [leastFactor = 1] = electionFactors;
  return Math.max(1, Math.min(drawnMs, Math.floor(timingOf(kept).electionTimeoutMs[0] / leastFactor)));
}

/** What a system's settings say of its timing; a system that does not tell is taken for a slow one. */
export function timingOf(config: JsonObject): Timing {
  const { heartbeatMs, electionTimeoutMs } = config;
  const [low, high] = Array.isArray(electionTimeoutMs) ? electionTimeoutMs : [];
  return {
    heartbeatMs: typeof heartbeatMs === 'number' ? heartbeatMs : 100,
    electionTimeoutMs: [typeof low === 'number' ? low : 500, typeof high === 'number' ? high : 1000],
  };
}
