#!/usr/bin/env zx
/**
 * npm run bench [-- --seconds 8 --concurrency 10 --nodes 3,5]: what the harness costs, measured in one run on this machine.
 *   1. client operations per second with no harness at all, and with nodes that write their trace
 *   2. the same clients, the same load, through the whole harness (proxies, recorder, live checkers), without faults
 *   3. one node's own write rate with fsync on: plain HTTP clients, no harness; beside the disk's own fsync rate
 * Nothing here is asserted. Build first (`npm run build`).
 */
import { measureDirect } from './direct.mjs';
import { measureHarness } from './harness.mjs';
import { interrupted } from './leaving.mjs';
import { measureNode } from './node-writes.mjs';

const seconds = Number(argv.seconds ?? 8);
const concurrency = Number(argv.concurrency ?? 10);
const sizes = String(argv.nodes ?? '3,5')
  .split(',')
  .map(Number);
const WRITERS = 64;

const cpus = os.cpus();
echo(`${cpus.length} cores, ${cpus[0]?.model ?? 'unknown'}, Node ${process.version}; ${seconds} s each, ratio to the first of its group`);
try {
  for (const nodes of sizes) await compare(nodes);
  await measureAlone();
} catch (error) {
  if (!interrupted()) throw error;
}
// Only whole measurements are printed; what an interrupt cut short is no figure.
if (interrupted()) process.exitCode = 130;

async function compare(nodes) {
  const load = { nodes, seconds, concurrency };
  const bare = await measureDirect({ ...load, traced: false });
  print(bare.perSecond, 1, `${nodes} nodes, ${concurrency} clients, no harness`);
  const traced = await measureDirect({ ...load, traced: true });
  print(traced.perSecond, traced.perSecond / bare.perSecond, `${nodes} nodes, ${concurrency} clients, no harness, nodes write their trace`);
  const { perSecond, outcome } = await measureHarness(load);
  print(perSecond, perSecond / bare.perSecond, `${nodes} nodes, ${concurrency} clients, through the harness (${outcome})`);
}

async function measureAlone() {
  if (interrupted()) return;
  const { perSecond, syncsPerSecond } = await measureNode({ seconds, clients: WRITERS });
  print(perSecond, undefined, `one node by itself, ${WRITERS} HTTP clients, writes with fsync`);
  print(syncsPerSecond, undefined, 'fsyncs of one small append each, one after the other: the disk itself', 'fsync/s');
}

function print(perSecond, ratio, what, unit = 'ops/s') {
  if (interrupted()) return;
  echo(`${perSecond.toFixed(0).padStart(8)} ${unit.padEnd(8)}${(ratio === undefined ? '' : ratio.toFixed(2)).padStart(5)}  ${what}`);
}
