import { clientTracks } from './chrome-clients.ts';
import { faultTracks } from './chrome-faults.ts';
import { nodeTracks } from './chrome-nodes.ts';
import type { ExportOptions, ExportSource } from './export-source.ts';

/**
 * Chrome's trace event format as a JSON object, which Perfetto (ui.perfetto.dev, "Open trace file") and chrome://tracing read. Clients are
 * the threads of one process and their operations complete events (`X`), named after what was called; counters (`C`) say how many ended
 * each second. Phases and stretches in which the harness was late are threads of another process, faults its async spans (`b`, `e`). Each
 * node has three threads: what it was (its role and term), what it sent, what it received; a message that arrived is a flow (`s`, `f`)
 * from the one to the other. On real processes arrivals are not noted: the flow ends where an event proves that the message had arrived.
 * Times are microseconds since the run began; several messages of one microsecond stand beside each other, a microsecond apart.
 *
 * It cannot carry the order of events of one microsecond, values longer than a few hundred characters, which are cut, and verdicts.
 */
export function* writeChromeTrace(source: ExportSource, options: ExportOptions): Generator<string> {
  const { plan, name } = source;
  const about = { run: name, plan: plan.name, seed: plan.seed, build: plan.build, system: plan.system.name, workload: plan.workload.name };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n`;
  let separator = '';
  for (const tracks of [clientTracks, faultTracks, nodeTracks]) {
    for (const event of tracks(source, options)) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}
