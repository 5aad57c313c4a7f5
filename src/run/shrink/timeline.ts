import { type HistoryEvent, isClientEvent, isJsonObject, type Json, type Ms, type PhaseName, roundMs } from '../../core/index.ts';

/** What became of one step of the schedule; times since the begin of the safety phase. */
export interface StepTimes {
  readonly beganMs: Ms;
  readonly endedMs?: Ms;
  /** As resolved: node names, or `from -> to` of links. */
  readonly target: readonly string[];
}

/** What a run's history tells about time. All times count from the begin of the safety phase. */
export interface Timeline {
  /** By id; a step that never began is not in it. */
  readonly steps: ReadonlyMap<string, StepTimes>;
  /** Of client operations of the safety phase; 0 where there are none. */
  readonly lastInvokedMs: Ms;
  readonly lastCompletedMs: Ms;
  /** Of the last fault that began or ended before the heal. */
  readonly lastFaultMs: Ms;
  since(event: HistoryEvent): Ms;
}

export function timelineOf(history: readonly HistoryEvent[]): Timeline {
  const safety = history.find((event) => phaseOf(event) === 'safety');
  const zero = safety?.time ?? 0;
  const since = (event: HistoryEvent): Ms => roundMs((event.time - zero) / 1e6);
  const steps = new Map<string, StepTimes>();
  let phase: PhaseName = 'set-up';
  let lastInvokedMs = 0;
  let lastCompletedMs = 0;
  let lastFaultMs = 0;
  for (const event of history) {
    phase = phaseOf(event) ?? phase;
    if (isClientEvent(event)) {
      if (phase !== 'safety') continue;
      if (event.type === 'invoke') lastInvokedMs = since(event);
      else lastCompletedMs = since(event);
      continue;
    }
    if (!isJsonObject(event.value)) continue;
    const id = String(event.value['id']);
    const begun = steps.get(id);
    if (event.f === 'fault-begin') steps.set(id, { beganMs: since(event), target: namesOf(event.value['target']) });
    if (event.f === 'fault-end' && begun !== undefined) steps.set(id, { ...begun, endedMs: since(event) });
    if (phase === 'safety' && (event.f === 'fault-begin' || event.f === 'fault-end')) lastFaultMs = since(event);
  }
  return { steps, lastInvokedMs, lastCompletedMs, lastFaultMs, since };
}

export function phaseOf({ process, f, value }: HistoryEvent): PhaseName | undefined {
  return process === 'nemesis' && f === 'phase' && isJsonObject(value) ? (value['name'] as PhaseName) : undefined;
}

function namesOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
