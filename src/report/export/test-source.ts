import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HistoryEvent, Plan, TraceEvent } from '../../core/index.ts';
import { makeRun, type TestRun } from '../test-runs/index.ts';
import type { ExportOptions, ExportSource, ExportWriter } from './export-source.ts';

/** A made-up run as an export reads it. */
export function sourceOf(run: TestRun): ExportSource {
  const { plan, history, trace, monotonicStartMs = 0 } = makeRun(run);
  return sourceFrom(plan, [...history], [...trace], { monotonicStartMs });
}

export function sourceFrom(
  plan: Plan,
  history: readonly HistoryEvent[],
  trace: readonly TraceEvent[],
  more: Partial<ExportSource> = {},
): ExportSource {
  const nodes = [...new Set(trace.map(({ node }) => node))];
  return {
    plan,
    name: `${plan.name}/20261121T063725.123Z-7`,
    history: () => history,
    traces: new Map(nodes.map((node) => [node, () => trace.filter((event) => event.node === node)])),
    ...more,
  };
}

const fixture = fileURLToPath(new URL('../../run/fixtures/simulated-run-1/', import.meta.url));

/** A recorded run of the simulated world: three nodes, one loses its disk, one is killed. */
export function recordedSource(): ExportSource & { readonly eventLog: () => string[] } {
  const lines = (file: string) => readFileSync(`${fixture}${file}`, 'utf8').trim().split('\n');
  const trace = readdirSync(`${fixture}trace`).flatMap((file) => lines(`trace/${file}`).map((line) => JSON.parse(line) as TraceEvent));
  const plan = JSON.parse(readFileSync(`${fixture}plan.json`, 'utf8')) as Plan;
  const history = lines('history.jsonl').map((line) => JSON.parse(line) as HistoryEvent);
  return { ...sourceFrom(plan, history, trace), eventLog: () => lines('events.log') };
}

/** The whole file, and what was warned of. */
export function written(write: ExportWriter, source: ExportSource, options: Omit<ExportOptions, 'warn'> = {}) {
  const warnings: string[] = [];
  const text = [...write(source, { ...options, warn: (warning) => warnings.push(warning) })].join('');
  return { text, warnings };
}
