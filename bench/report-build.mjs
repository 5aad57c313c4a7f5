/** Builds one report and tells its parent what that took: `node report-build.mjs OPERATIONS FILE`. */
import { writeFileSync } from 'node:fs';
import { collectReport, renderReport } from '../dist/src/report/index.js';
import { reportRun } from './report-run.mjs';

const [operations, file] = [Number(process.argv[2]), process.argv[3]];
// What making up the events takes is no part of the report.
const madeUp = cpuMsOf(() => {
  const { history, trace } = reportRun(operations);
  for (const _ of history);
  for (const _ of trace);
});
let data;
const collectMs =
  cpuMsOf(() => {
    data = collectReport(reportRun(operations));
  }) - madeUp;
const renderMs = cpuMsOf(() => writeFileSync(file, renderReport(data)));
process.send({ cpuMs: collectMs + renderMs, collectMs, peakBytes: process.resourceUsage().maxRSS * 1024 });

function cpuMsOf(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
