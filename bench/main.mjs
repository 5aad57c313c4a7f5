#!/usr/bin/env zx
/**
 * npm run bench: what the harness costs, measured in one run on this machine.
 *   1. client operations per second through the whole harness (proxies, recorder, checkers), without faults, 3 and 5 nodes
 *   2. the same clients, the same load, straight to the nodes' own ports
 *   3. one node's own write rate with fsync on: plain HTTP clients, no harness
 * Nothing here is asserted. Build first (`npm run build`).
 */
import { measureHarness } from './harness.mjs';
import { measureNode } from './node-writes.mjs';

$.verbose = false;
const seconds = Number(argv.seconds ?? 8);
const concurrency = Number(argv.concurrency ?? 10);

const rows = [];
for (const nodes of [3, 5]) {
  const direct = await measureHarness({ nodes, seconds, concurrency, direct: true });
  const proxied = await measureHarness({ nodes, seconds, concurrency, direct: false });
  rows.push({ what: `${nodes} nodes, ${concurrency} clients, straight to the nodes`, perSecond: direct, ratio: 1 });
  rows.push({ what: `${nodes} nodes, ${concurrency} clients, through the proxies`, perSecond: proxied, ratio: proxied / direct });
}
const writes = await measureNode({ seconds, clients: 64 });
rows.push({ what: 'one node by itself, 64 HTTP clients, writes with fsync', perSecond: writes.perSecond, ratio: undefined });

echo(`${os.cpus().length} cores, ${os.cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${seconds} s each`);
for (const { what, perSecond, ratio } of rows) {
  echo(`${perSecond.toFixed(0).padStart(8)} ops/s  ${ratio === undefined ? '     ' : ratio.toFixed(2).padStart(5)}  ${what}`);
}
echo(`${writes.syncsPerSecond.toFixed(0).padStart(8)} fsync/s        the disk's own rate, one small append and one fsync after the other`);
