/**
 * Property: none; it measures. How long operations took, how many succeeded each second, for how long none did, and what each fault did to
 * that and how soon after it writes succeeded again. It is always `valid`: what is fast enough is a suite's to say, in its limits, and a
 * figure taken on a busy machine is no proof.
 *
 * What it cannot see: time that the clients did not ask in (a closed load asks less when answers are slow, so the rate shows an outage,
 * the latency of those that were never asked does not). Stretches in which the harness itself was late are taken out of gaps.
 *
 * From: Jepsen's `checker/perf`; Gil Tene on coordinated omission, for the caveat.
 */
import type { Checker } from '../../src/core/index.ts';
import { PerformanceSession } from './session.ts';

export type { FaultWindow, Gap, LatencySummary, PerformanceData } from './performance-data.ts';

export const performance: Checker = {
  name: 'performance',
  description: 'Latency, rate, time without service and time to recover, beside the faults. Measures, never judges.',
  open: () => new PerformanceSession(),
};
