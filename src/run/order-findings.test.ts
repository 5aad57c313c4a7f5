import { expect, it } from 'vitest';
import type { CheckerResult, FaultReport, Finding, HistoryEvent } from '../core/index.ts';
import { orderFindings } from './order-findings.ts';

const history = [100, 200, 300, 400].map(
  (ms, index): HistoryEvent => ({ index, time: ms * 1e6, process: 0, type: 'ok', f: 'get', key: 'k', value: null }),
);
const at = (index: number): Finding => ({ rule: 'not-linearizable', message: `event ${index}`, events: [index] });
const fault = (more: Partial<FaultReport> = {}): FaultReport => ({
  id: 'f1',
  kind: 'kill',
  target: ['n1'],
  state: 'in-force',
  beganAtMs: 250,
  endedAtMs: 350,
  ...more,
});
const traced: Finding = { rule: 'election-safety', message: 'from the trace' };

function ordered(findings: readonly Finding[], faults: readonly FaultReport[]): string[] {
  const result: CheckerResult = { verdict: 'invalid', findings };
  return orderFindings({ checker: result }, history, faults)['checker']?.findings.map(({ message }) => message) ?? [];
}

it('puts what happened under a fault in front, and keeps the order else', () => {
  expect(ordered([at(0), traced, at(2), at(3), at(2)], [fault()])).toEqual(['event 2', 'event 2', 'event 0', 'from the trace', 'event 3']);
  expect(ordered([at(0), at(3)], [fault({ beganAtMs: 350 })])).toEqual(['event 0', 'event 3']);
});

it('knows by the operation that cannot be explained when it was', () => {
  const late: Finding = { ...at(0), message: 'late', evidence: { operation: { invoke: 1, complete: 2 } } };
  expect(ordered([at(1), late], [fault()])).toEqual(['late', 'event 1']);
});

it('takes a fault without an end to go on, and one that was never in force for none', () => {
  const { endedAtMs: _, ...open } = fault();
  expect(ordered([at(0), at(3)], [open])).toEqual(['event 3', 'event 0']);
  expect(ordered([at(0), at(2)], [fault({ state: 'missing' })])).toEqual(['event 0', 'event 2']);
});

it('counts what was on between an acknowledged write and the answer that misses it, where the write may be lost', () => {
  const missing = (kind: string): Finding => ({
    ...at(3),
    message: kind,
    evidence: { anomaly: { kind, missed: { invoke: 0, complete: 1 } }, operation: { invoke: 2, complete: 3 } },
  });
  expect(ordered([at(3), missing('missed-write'), missing('lost-write')], [fault()])).toEqual(['missed-write', 'lost-write', 'event 3']);
  expect(ordered([at(3), missing('stale-read')], [fault()])).toEqual(['event 3', 'stale-read']);
});

it('puts what has a small proof in front of what is like it, but not of what happened under a fault', () => {
  const small = (index: number): Finding => ({ ...at(index), message: `small ${index}`, evidence: { smallest: { operations: [] } } });
  expect(ordered([at(0), small(1), at(2), small(2)], [fault()])).toEqual(['small 2', 'event 2', 'small 1', 'event 0']);
  expect(ordered([at(0), small(1)], [])).toEqual(['small 1', 'event 0']);
});
