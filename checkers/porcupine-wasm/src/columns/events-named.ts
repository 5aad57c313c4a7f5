import type { Evidence, OperationReference } from '../evidence.ts';
import type { HistoryEvent } from '../history.ts';
import { type Columns, eventAt } from './columns.ts';

/** Events that the evidence names, each in its own place; the others are left empty. What `explain` needs. */
export function eventsNamed(columns: Columns, evidence: readonly Evidence[]): HistoryEvent[] {
  const events: HistoryEvent[] = new Array(columns.process.length);
  for (const { invoke, complete } of evidence.flatMap(operationsOf)) {
    events[invoke] = eventAt(columns, invoke);
    if (complete !== null) events[complete] = eventAt(columns, complete);
  }
  return events;
}

function operationsOf({ operation, order, states, open, contradiction }: Evidence): OperationReference[] {
  const changes = states.flatMap(({ lastChange }) => (lastChange === null ? [] : [lastChange]));
  return [operation, ...order, ...changes, ...open, ...(contradiction?.operations ?? [])];
}
