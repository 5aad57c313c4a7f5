#!/usr/bin/env zx
/**
 * npm run bench:sim [-- --seeds 200 --memory 10000]: how fast the simulated world is, on one core, beside the least that such a world could be.
 *   1. a toy: the same event heap, JSON messages and a hash of every delivery, and nothing else
 *   2. the whole thing, five nodes, faults of every kind: node, network, disk, recording, digest, every checker
 *   3. the same with what a swarm draws
 *   4. with --memory N: N seeds in a row, and how much memory is in use after each tenth of them
 * Nothing here is asserted. Build first (`npm run build`). One thread; other work on the machine makes it slower.
 */
import { performance } from 'node:perf_hooks';
import { drawPlan } from '../dist/src/run/explore/index.js';
import { simulateRun } from '../dist/src/run/simulated-run.js';
import { simEntry } from './sim-entry.mjs';
import { runToy } from './toy-simulation.mjs';

const seedCount = Number(argv.seeds ?? 100);
const memorySeeds = Number(argv.memory ?? 0);
const cpus = os.cpus();
echo(`one of ${cpus.length} cores, ${cpus[0]?.model ?? 'unknown'}, Node ${process.version}`);

const toy = measure('a toy: heap, JSON, SHA-256', 20, (seed) => runToy({ virtualSeconds: 60, seed }));
for (const [strategy, what] of [
  ['random', 'the whole: 5 nodes, all faults, all checkers'],
  ['swarm', 'the whole: what a swarm draws, all checkers'],
])
  measure(what, seedCount, (seed) => simulateRun({ expansion: drawPlan(simEntry, seed, strategy), reproduce: () => '' }), toy);
if (memorySeeds > 0) watchMemory();

function measure(what, count, run, limit) {
  // Warm: the first runs are the compiler's.
  for (let seed = 1; seed <= Math.min(20, count); seed += 1) run(seed);
  let [events, virtualMs] = [0, 0];
  const outcomes = new Map();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  for (let seed = 1; seed <= count; seed += 1) {
    const { eventCount, virtualMs: ms, verdict } = run(seed);
    events += eventCount;
    virtualMs += ms;
    if (verdict !== undefined) outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = events / seconds;
  const ratio = limit === undefined ? '' : `, ${(perSecond / limit).toFixed(2)} of the toy`;
  const told = outcomes.size === 0 ? '' : `  ${[...outcomes].map(([outcome, n]) => `${n} ${outcome}`).join(', ')}`;
  echo(
    `${what}: ${round(perSecond)} events/s${ratio} (${round(events / ((user + system) / 1e6))} per second of CPU), ${round(virtualMs / 1000 / seconds)} simulated seconds/s ` +
      `at ${round(events / (virtualMs / 1000))} events per simulated second, ${round((count * 3600) / seconds)} seeds/hour${told}`,
  );
  return perSecond;
}

function watchMemory() {
  echo(`${memorySeeds} seeds in a row:`);
  for (let seed = 1; seed <= memorySeeds; seed += 1) {
    simulateRun({ expansion: drawPlan(simEntry, seed, 'swarm'), reproduce: () => '' });
    if (seed % Math.ceil(memorySeeds / 10) !== 0) continue;
    globalThis.gc?.();
    const { heapUsed, rss, external } = process.memoryUsage();
    echo(`  ${String(seed).padStart(6)} seeds: heap ${mib(heapUsed)} MiB, outside of it ${mib(external)} MiB, resident ${mib(rss)} MiB`);
  }
}

function round(value) {
  return Math.round(value).toLocaleString('en');
}

function mib(bytes) {
  return (bytes / 1024 / 1024).toFixed(0);
}
