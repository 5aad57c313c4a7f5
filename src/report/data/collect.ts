import {
  type CheckerResult,
  type Finding,
  type HistoryEvent,
  isClientEvent,
  type NodeId,
  type Plan,
  type RunVerdict,
  roundMs,
  type TraceEvent,
} from '../../core/index.ts';
import { findingsInOrder } from '../words/index.ts';
import { boundFields, boundJson, shorten } from './bounds.ts';
import { NemesisCollector } from './faults.ts';
import { MessageCollector } from './messages.ts';
import { NodeCollector } from './nodes.ts';
import { lastTimeMs, OperationCollector } from './operations.ts';
import { absent, type OperationColumns, type ReportData } from './report-data.ts';
import { TraceLineCollector } from './trace-lines.ts';

const NODES_MAX = 200;
/** Of each node's log the report shows the end. */
export const LOG_LINES_MAX = 60;
const FINDINGS_MAX = 50;
const MESSAGE_CHARS_MAX = 4000;
const evidenceBounds = { chars: 600, items: 400, depth: 8 };
const dataBounds = { chars: 400, items: 2000, depth: 8 };

export interface ReportSource {
  readonly plan: Plan;
  readonly verdict: RunVerdict;
  readonly history: Iterable<HistoryEvent>;
  /** Of one node in order; of several nodes in any order. */
  readonly trace: Iterable<TraceEvent>;
  /** CLOCK_MONOTONIC, in milliseconds, at the zero of the history's `time`; told by the history itself unless given. */
  readonly monotonicStartMs?: number;
  /** The last lines of nodes' logs. */
  readonly logTails?: Readonly<Record<NodeId, readonly string[]>>;
  /** Nodes whose log has more before these lines. */
  readonly cutLogs?: readonly NodeId[];
}

/** Reads history and trace once, as they come, and keeps what the report draws. */
export function collectReport({ plan, verdict, history, trace, logTails = {}, cutLogs = [], ...given }: ReportSource): ReportData {
  const operationCollector = new OperationCollector();
  const nemesis = new NemesisCollector();
  let lastNs = 0;
  for (const event of history) {
    lastNs = Math.max(lastNs, event.time);
    if (isClientEvent(event)) operationCollector.add(event);
    else nemesis.add(event);
  }
  const operations = operationCollector.finish();
  const endMs = Math.max(1, lastNs / 1_000_000, lastTimeMs(operations));

  // A simulated run counts both from zero, and its history says nothing.
  const monotonicStartMs = given.monotonicStartMs ?? nemesis.monotonicStartMs ?? 0;
  const lines = new TraceLineCollector(verdict);
  const messages = new MessageCollector(plan.system.nodes.slice(0, NODES_MAX), findingTimes(verdict, operations));
  const collectors = new Map(plan.system.nodes.slice(0, NODES_MAX).map((node) => [node, new NodeCollector(node)]));
  for (const event of trace) {
    const atMs = roundMs(event.at - monotonicStartMs);
    collectors.get(event.node)?.add(event, atMs);
    if (lines.add(event, atMs)) messages.around(atMs);
    messages.add(event, atMs);
  }

  const faults = nemesis.faults(plan, verdict.faults, operations, endMs);
  const nodes = [...collectors.values()];
  const timelines = nodes.map((node) => node.finish(plan, faults, nemesis.deaths, endMs));
  return {
    format: 1,
    plan,
    verdict: boundVerdict(verdict),
    findingsOmitted: omittedFindings(verdict),
    endMs,
    operations,
    phases: nemesis.phases(endMs),
    faults,
    lags: nemesis.lags,
    deaths: nemesis.deaths,
    nodes: timelines,
    elections: sumOf(nodes, ({ electionsWon }) => electionsWon),
    messages: messages.finish(plan, timelines, faults, endMs),
    traceLines: lines.finish(),
    logTails: Object.fromEntries(Object.entries(logTails).map(([node, tail]) => [node, boundLog(tail)])),
    cutLogs: Object.entries(logTails).flatMap(([node, tail]) => (tail.length > LOG_LINES_MAX || cutLogs.includes(node) ? [node] : [])),
    omitted: {
      traceEvents: lines.omitted,
      roleChanges: sumOf(nodes, ({ rolesOmitted }) => rolesOmitted),
      starts: sumOf(nodes, ({ bootsOmitted }) => bootsOmitted),
      nodes: plan.system.nodes.length - nodes.length,
      faultEvents: nemesis.omitted,
    },
  };
}

function sumOf<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

/** When what findings name in the history had ended. */
function findingTimes({ results }: RunVerdict, operations: OperationColumns): number[] {
  const last = new Set(Object.values(results).flatMap(({ findings }) => findings.flatMap(({ events }) => events?.at(-1) ?? [])));
  const times: number[] = [];
  for (let row = 0; last.size > 0 && row < operations.count; row += 1) {
    if (!last.has(operations.completionIndex[row] ?? absent) && !last.has(operations.invokeIndex[row] ?? absent)) continue;
    times.push(((operations.startUs[row] ?? 0) + Math.max(0, operations.durationUs[row] ?? 0)) / 1000);
  }
  return times;
}

function boundVerdict(verdict: RunVerdict): RunVerdict {
  const results = Object.entries(verdict.results).map(([name, result]): [string, CheckerResult] => [name, boundResult(result)]);
  const note = verdict.note === undefined ? {} : { note: shorten(verdict.note, MESSAGE_CHARS_MAX) };
  return { ...verdict, ...note, results: Object.fromEntries(results) };
}

function omittedFindings({ results }: RunVerdict): Record<string, number> {
  const more = Object.entries(results).map(([name, { findings }]): [string, number] => [name, findings.length - FINDINGS_MAX]);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}

function boundResult(result: CheckerResult): CheckerResult {
  return {
    ...result,
    ...(result.reason === undefined ? {} : { reason: shorten(result.reason, MESSAGE_CHARS_MAX) }),
    ...(result.data === undefined ? {} : { data: boundJson(result.data, dataBounds) }),
    // What is left out must not be what everything else leads with.
    findings: findingsInOrder({ checker: result })
      .slice(0, FINDINGS_MAX)
      .map(({ finding }) => boundFinding(finding)),
  };
}

function boundFinding(finding: Finding): Finding {
  return {
    ...finding,
    message: shorten(finding.message, MESSAGE_CHARS_MAX),
    ...(finding.key === undefined ? {} : { key: shorten(finding.key, evidenceBounds.chars) }),
    ...(finding.evidence === undefined ? {} : { evidence: boundFields(finding.evidence, evidenceBounds) }),
  };
}

function boundLog(tail: readonly string[]): string[] {
  return tail.slice(-LOG_LINES_MAX).map((line) => shorten(line, evidenceBounds.chars));
}
