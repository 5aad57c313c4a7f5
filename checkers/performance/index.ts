import type { About, Checker } from '../../src/core/index.ts';
import { PerformanceSession } from './session.ts';

export type { FaultWindow, Gap, LatencySummary, PerformanceData } from './performance-data.ts';

const about: About = {
  property:
    'None; it measures. How long operations took, how many succeeded each second, for how long none did, what each fault did to that, and how soon after it writes succeeded again.',
  broken: "Nothing: it is always `valid`. What is fast enough is a suite's to say, and a figure taken on a busy machine is no proof.",
  cannotSee:
    'Time in which the clients did not ask: a closed load asks less when answers are slow, so the rate shows an outage, and the latency of those that were never asked does not. Stretches in which the harness itself was late are taken out of the gaps.',
  from: "Jepsen's `checker/perf`; Gil Tene on coordinated omission, for the caveat.",
};

export const performance: Checker = {
  name: 'performance',
  description: 'Latency, rate, time without service and time to recover, beside the faults. Measures, never judges.',
  about,
  open: () => new PerformanceSession(),
};
