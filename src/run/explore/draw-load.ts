import { drawItem, type LoadPlan, type Ms, type NodeId, type Workload, type WorkloadPlan } from '../../core/index.ts';
import type { Timing } from './draw-cluster.ts';
import { drawKnob } from './knob.ts';

const concurrencies = [1, 2, 3, 4, 4, 5, 6, 8];
const rates = [20, 30, 40, 60];
/** Of the longest election time-out: an attempt that waits for less than an election is made again while the first may still happen. */
const attemptFactors = [0.5, 1, 2, 4];
const attemptMinMs = 100;
/** Attempts that fit into an operation. */
const operationFactors = [1.5, 3, 5];
const operationMaxMs = 6000;
const keyCounts = [1, 1, 2, 3, 5];
/** Short, so that no key's history grows beyond what a checker decides at once. */
const rotations = [8, 15, 30];
const weightFactors = [0.25, 1, 1, 2, 4];

/** A drawn time-out fits one that is kept: an attempt is a part of its operation. */
export function drawLoad(seed: number, { electionTimeoutMs }: Timing, kept: Partial<LoadPlan>): LoadPlan {
  const drawnMs: Ms = Math.max(attemptMinMs, Math.round(electionTimeoutMs[1] * drawKnob(seed, 'attempt', attemptFactors)));
  const attemptTimeoutMs = kept.attemptTimeoutMs ?? Math.min(drawnMs, kept.operationTimeoutMs ?? drawnMs);
  const operationTimeoutMs = Math.round(attemptTimeoutMs * drawKnob(seed, 'operation', operationFactors));
  return {
    concurrency: drawKnob(seed, 'concurrency', concurrencies),
    ratePerSecond: drawKnob(seed, 'rate', rates),
    attemptTimeoutMs,
    operationTimeoutMs: Math.max(attemptTimeoutMs, Math.min(operationMaxMs, operationTimeoutMs)),
    ...kept,
  };
}

/** Client i is at home on node i: with every home damaged nobody would be answered for the rest of the run. */
export function withClientOfSoundNode(load: LoadPlan, nodes: readonly NodeId[], damaged: readonly NodeId[]): LoadPlan {
  const sound = nodes.findIndex((node) => !damaged.includes(node));
  return { ...load, concurrency: Math.max(load.concurrency, sound + 1) };
}

/** Every operation stays possible, only more or less so: one that never comes would hide what only it shows. */
export function drawWorkload(seed: number, { name, defaults }: Workload, kept: Partial<WorkloadPlan>): WorkloadPlan {
  const mix = Object.entries(defaults.mix).map(([f, weight]): [string, number] => [
    f,
    weight * drawItem(weightFactors, seed, 'swarm', 'weight', f),
  ]);
  return {
    name,
    keyCount: drawKnob(seed, 'keys', keyCounts),
    operationsPerRotation: drawKnob(seed, 'rotation', rotations),
    mix: Object.fromEntries(mix),
    ...kept,
  };
}
