import { relative, resolve } from 'node:path';
import type { Plan, TraceEvent, TraceItem } from '../core/index.ts';
import type { ExportFormat, ExportSource, ExportWindow } from '../report/index.ts';
import { openRun } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';

export interface ExportRequest {
  readonly dir: string;
  readonly format: ExportFormat;
  readonly window?: ExportWindow;
  readonly warn: (warning: string) => void;
}

/** A recorded run in another tool's format, piece by piece. Nothing is judged: what was recorded is all that is needed. */
export function* exportRun({ dir, format, window, warn }: ExportRequest): Generator<string> {
  const reader = openRun(dir, parsePlan);
  const events = reader.events();
  const source: ExportSource = {
    plan: reader.plan,
    name: nameOf(reader.dir, reader.plan),
    history: () => reader.history(),
    traces: new Map([...reader.traces()].map(([node, read]) => [node, () => eventsOf(read())])),
    ...(events === undefined ? {} : { eventLog: () => reader.events() ?? [] }),
  };
  yield* format.write(source, { warn, ...(window === undefined ? {} : { window }) });
  // The same is found each time that the history is read.
  for (const warning of new Set(reader.warnings)) warn(warning);
}

function* eventsOf(trace: Iterable<TraceItem>): Generator<TraceEvent> {
  for (const item of trace) if (item.kind === 'event') yield item.event;
}

function nameOf(dir: string, plan: Plan): string {
  return `${plan.name}/${relative(resolve(dir, '..'), dir)}`;
}
