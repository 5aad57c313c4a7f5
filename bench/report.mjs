#!/usr/bin/env zx
/**
 * npm run bench:report [-- --operations 10000,100000,1000000 --times 5 --only-build]: what the report costs at three sizes.
 *   1. building it from a run's events, which come one by one: CPU time, and the most memory that was in use, in a process of its own
 *   2. the size of the file
 *   3. opening it in headless Chromium without a GPU: until everything is drawn and the page takes keys; and until a key has moved the
 *      picture. The median of several openings, each in a tab of its own.
 * Nothing here is asserted. Build first (`npm run build`).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { openings } from './report-openings.mjs';

const sizes = String(argv.operations ?? '10000,100000,1000000')
  .split(',')
  .map(Number);
const times = Number(argv.times ?? 5);
const cpus = os.cpus();
echo(`${cpus.length} cores, ${cpus[0]?.model ?? 'unknown'}, Node ${process.version}`);
const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'faultline-bench-report-'));
try {
  for (const operations of sizes) {
    const file = path.join(folder, `${operations}.html`);
    const { cpuMs, collectMs, peakBytes } = await build(operations, file);
    const opened = argv['only-build'] ? undefined : await openings(file, times);
    const size = (statSync(file).size / 1e6).toFixed(2);
    echo(
      `${operations.toLocaleString('en')} operations: ${size} MB, built in ${seconds(cpuMs)} of CPU (${seconds(collectMs)} of it reading events), at most ${Math.round(peakBytes / 1e6)} MB resident` +
        (opened === undefined
          ? ''
          : `; drawn and taking keys after ${seconds(opened.readyMs)} (${seconds(opened.readyCpuMs)} of CPU in its thread), a zoom then takes ${Math.round(opened.zoomMs)} ms, of the whole run ${Math.round(opened.wholeMs)} ms`),
    );
  }
} finally {
  await fs.remove(folder);
}

/** In a process of its own, so that its memory is its own. */
async function build(operations, file) {
  const child = fork(new URL('./report-build.mjs', import.meta.url), [String(operations), file]);
  const [[figures], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  if (code !== 0) throw new Error(`building the report of ${operations} operations ended with ${code}`);
  return figures;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
