import type { FaultStep, LoadPlan, Ms, NodeId, PhasesPlan } from '../../core/index.ts';
import type { Timing } from './draw-cluster.ts';
import { servedMs } from './draw-faults.ts';
import { drawKnob } from './knob.ts';

const safetyLengths: readonly Ms[] = [5000, 6000, 8000, 10_000, 12_000];
/** A safety phase holds at least so many of the longest election time-outs, so that it is not one long election. */
const electionsInSafety = 8;

/** Of the operations that could be answered while faults are at work, this share is asked for, within bounds. */
const okShare = 0.03;
const okMin = 5;
const okMax = 20;

export function drawSafetyMs(seed: number, { electionTimeoutMs }: Timing): Ms {
  return Math.max(drawKnob(seed, 'safety', safetyLengths), Math.ceil((electionsInSafety * electionTimeoutMs[1]) / 500) * 500);
}

/** Virtual time costs nothing while nothing happens, and a read that is left out shows nothing. */
const finalReadsMs: Ms = 60_000;

/**
 * How long the cluster may take to come together, in virtual time: about thirty failed elections in a row, every client's last operation,
 * and clocks that stand still after a jump. What takes longer is stuck, not slow.
 */
export function boundsOf(timing: Timing, { operationTimeoutMs }: LoadPlan): Pick<PhasesPlan, 'coreMs' | 'convergenceMs' | 'finalReadsMs'> {
  const boundMs = 10_000 + 30 * timing.electionTimeoutMs[1] + 2 * operationTimeoutMs;
  return { coreMs: boundMs, convergenceMs: boundMs, finalReadsMs };
}

/** Fitting the plan's own rate and faults: a demand that a working cluster meets with ease and an idle one does not. */
export function okDemanded(faults: readonly FaultStep[], nodes: readonly NodeId[], timing: Timing, { ratePerSecond }: LoadPlan): number {
  const expected = (ratePerSecond * servedMs(faults, nodes.length, timing)) / 1000;
  return Math.max(okMin, Math.min(okMax, Math.floor(expected * okShare)));
}
