import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type CheckerResult,
  type FaultKind,
  type FaultReport,
  type FaultState,
  type HistoryEvent,
  isJsonObject,
  type JsonObject,
  type Plan,
} from '../core/index.ts';
import { parseRunName, runFiles } from '../store/index.ts';

/** Why nothing else is said of a run without a verdict: whoever ran it was ended. */
export const notEnded = 'the run did not come to its end';

export interface BrokenOff {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly faults: readonly FaultReport[];
  readonly vacuity: CheckerResult;
}

/** What the folder of a run that broke off tells of it: when it began, how far it came, and what became of its faults until then. */
export function readBrokenOff(dir: string, plan: Plan, history: readonly HistoryEvent[]): BrokenOff {
  return {
    startedAt: parseRunName(basename(dir))?.startedAt ?? statSync(join(dir, runFiles.plan)).mtime,
    durationMs: Math.round((history.at(-1)?.time ?? 0) / 1e6),
    faults: faultsSoFar(plan, history),
    vacuity: { verdict: 'unknown', reason: `${notEnded}: what it would have shown is not known`, findings: [] },
  };
}

/** Those of the schedule, in its order, and behind them what the core phase had begun. */
function faultsSoFar(plan: Plan, history: readonly HistoryEvent[]): FaultReport[] {
  const begins = eventsById(history, 'fault-begin');
  const ends = eventsById(history, 'fault-end');
  const scheduled = plan.faults.map(({ id, kind }) => reportOf(id, kind, begins.get(id), ends.get(id)));
  const ofCore = [...begins].filter(([id]) => !plan.faults.some((fault) => fault.id === id));
  return [
    ...scheduled,
    ...ofCore.map(([id, begin]) => ({
      ...reportOf(id, begin.value['kind'] as FaultKind, begin, ends.get(id)),
      ofCore: true as const,
    })),
  ];
}

interface FaultEvent {
  readonly atMs: number;
  readonly value: JsonObject;
}

function eventsById(history: readonly HistoryEvent[], name: 'fault-begin' | 'fault-end'): Map<string, FaultEvent> {
  const events = new Map<string, FaultEvent>();
  for (const { f, time, value } of history)
    if (f === name && isJsonObject(value) && typeof value['id'] === 'string') events.set(value['id'], { atMs: time / 1e6, value });
  return events;
}

function reportOf(id: string, kind: FaultKind, begin: FaultEvent | undefined, end: FaultEvent | undefined): FaultReport {
  const target = (begin?.value['target'] ?? []) as FaultReport['target'];
  const known = { id, kind, target, ...(begin === undefined ? {} : { beganAtMs: begin.atMs }) };
  if (end !== undefined) {
    const { state, effect, reason } = end.value;
    return {
      ...known,
      state: state as FaultState,
      ...(begin === undefined ? {} : { endedAtMs: end.atMs }),
      ...(effect === undefined ? {} : { effect }),
      ...(typeof reason === 'string' ? { reason } : {}),
    };
  }
  const reason =
    begin === undefined ? 'the run broke off before it began' : 'the run broke off while it was at work, before its effect was told';
  return { ...known, state: 'missing', reason };
}
