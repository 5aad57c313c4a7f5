import { describe, expect, it } from 'vitest';
import type { FaultStep, HistoryEvent, TraceEvent } from '../../core/index.ts';
import { makeRun } from '../test-runs/index.ts';
import { boundJson, shorten } from './bounds.ts';
import { absent, collectReport, outcomeCodes, type ReportData } from './index.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });

function collect(history: readonly HistoryEvent[], trace: readonly TraceEvent[] = []): ReportData {
  return collectReport({
    ...base,
    verdict: { ...base.verdict, faults: [] },
    plan: { ...base.plan, faults: [] },
    history,
    trace,
    monotonicStartMs: 1000,
  });
}

const at = (ms: number) => ms * 1_000_000;

describe('operations of a report', () => {
  it('are put together from their two events, however they interleave', () => {
    const { operations } = collect([
      { index: 0, time: at(1), process: 0, type: 'invoke', f: 'put', key: 'a', value: 'x' },
      { index: 1, time: at(2), process: 1, type: 'invoke', f: 'get', key: 'a', value: null },
      { index: 2, time: at(5), process: 1, type: 'ok', f: 'get', key: 'a', value: 'x', node: 'n2' },
      { index: 3, time: at(9), process: 0, type: 'info', f: 'put', key: 'a', value: 'x', node: 'n1', error: 'timeout' },
      { index: 4, time: at(10), process: 10, type: 'invoke', f: 'cas', key: 'b', value: ['x', 'y'] },
      { index: 5, time: at(11), process: 10, type: 'fail', f: 'cas', key: 'b', value: ['x', 'y'], seen: 'z' },
      { index: 6, time: at(12), process: 1, type: 'invoke', f: 'get', key: 'b', value: null },
    ]);
    expect(operations.count).toBe(4);
    expect([...Array(4).keys()].map((row) => operations.outcome[row])).toEqual([
      outcomeCodes.info,
      outcomeCodes.ok,
      outcomeCodes.fail,
      outcomeCodes.open,
    ]);
    expect([...Array(4).keys()].map((row) => operations.durationUs[row])).toEqual([8000, 3000, 1000, absent]);
    expect(operations.values[operations.output[1] ?? absent]).toBe('"x"');
    expect(operations.output[0]).toBe(absent);
    expect(operations.values[operations.output[2] ?? absent]).toBe('"z"');
    expect(operations.errors[operations.error[0] ?? absent]).toBe('timeout');
    expect([operations.invokeIndex[1], operations.completionIndex[1]]).toEqual([1, 2]);
  });

  it('are cut to a size that a page can hold', () => {
    const { operations } = collect([
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'put', key: 'k'.repeat(1e6), value: 'v'.repeat(1e6) },
    ]);
    expect(operations.values[0]).toMatch(/^"v+… \(1000000 characters\)"$/);
    expect(operations.values[0]?.length).toBeLessThan(500);
    expect(operations.keys[0]).toMatch(/^k+… \(1000000 characters\)$/);
  });
});

describe('faults of a report', () => {
  it('know their time, their proof and what clients got meanwhile', () => {
    const { plan, history } = base;
    const { faults, phases, lags } = collectReport(base);
    expect(faults.map(({ id }) => id)).toEqual(plan.faults.map(({ id }) => id));
    expect(faults[2]).toMatchObject({ label: 'partition, isolate leader', state: 'in-force', effect: { affected: 212 } });
    const counted = faults.map(({ operations }) => operations.ok + operations.fail + operations.info);
    expect(Math.max(...counted)).toBeLessThanOrEqual([...history].length);
    expect(phases.map(({ name }) => name)).toEqual(['safety', 'heal', 'convergence', 'final-reads', 'stop']);
    expect(lags).toHaveLength(1);
  });

  it('of clocks and disks are named with their strength', () => {
    const when = { atMs: 0 };
    const steps: FaultStep[] = [
      { id: 'a', kind: 'clock', target: ['n1'], offsetMs: -300, when },
      { id: 'b', kind: 'clock', target: ['n1'], offsetMs: 0, driftPpm: 20_000, when },
      { id: 'c', kind: 'slow-disk', target: 'one', latencyMs: 40, when },
      { id: 'd', kind: 'disk-loss', target: ['n2'], when },
    ];
    const { faults } = collectReport({ ...base, plan: { ...base.plan, faults: steps } });
    expect(steps.map(({ id }) => faults.find((fault) => fault.id === id)?.label)).toEqual([
      'clock -300 ms n1',
      'clock +2 % n1',
      'slow-disk 40 ms one',
      'disk-loss n2',
    ]);
  });

  it('that take a disk have no end but the run’s, and their node never comes back', () => {
    const loss = (f: 'fault-begin' | 'fault-end', ms: number, value: object): HistoryEvent =>
      ({ index: 0, time: at(ms), process: 'nemesis', type: 'info', f, value }) as HistoryEvent;
    const history: HistoryEvent[] = [
      loss('fault-begin', 3, { id: 'x', kind: 'disk-loss', target: ['n3'] }),
      loss('fault-end', 5, { id: 'x', state: 'in-force', effect: { exited: ['n3'], lost: ['n3'] } }),
      { index: 2, time: at(90), process: 'nemesis', type: 'info', f: 'phase', value: { name: 'stop' } },
    ];
    const { faults, nodes } = collect(history);
    expect(faults).toMatchObject([
      { id: 'x', span: { fromMs: 3, toMs: 90 }, forGood: true, taken: [{ node: 'n3', why: 'its disk is gone' }] },
    ]);
    expect(nodes.find(({ node }) => node === 'n3')?.states).toEqual([{ state: 'down', fromMs: 3, toMs: 90 }]);
  });

  it('that never began or never ended say so', () => {
    const history: HistoryEvent[] = [
      { index: 0, time: at(3), process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'f2', kind: 'power-cut', target: ['n1'] } },
    ];
    const { faults } = collectReport({ ...base, verdict: { ...base.verdict, faults: [] }, history, trace: [] });
    expect(faults.find(({ id }) => id === 'f1')).toMatchObject({ state: 'missing' });
    expect(faults.find(({ id }) => id === 'f1')?.span).toBeUndefined();
    expect(faults.find(({ id }) => id === 'f2')).toMatchObject({ state: 'unended', span: { fromMs: 3, toMs: 3 } });
  });
});

describe('nodes of a report', () => {
  const history: HistoryEvent[] = [
    { index: 0, time: at(100), process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'x', kind: 'kill', target: ['n1'] } },
    { index: 1, time: at(200), process: 'nemesis', type: 'info', f: 'fault-end', value: { id: 'x', state: 'in-force', effect: null } },
    { index: 2, time: at(300), process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'y', kind: 'pause', target: ['n2'] } },
    { index: 3, time: at(400), process: 'nemesis', type: 'info', f: 'fault-end', value: { id: 'y', state: 'in-force', effect: null } },
    { index: 4, time: at(500), process: 'nemesis', type: 'info', f: 'node-died', value: { node: 'n3', how: 'exit code 70' } },
    { index: 5, time: at(900), process: 'nemesis', type: 'info', f: 'phase', value: { name: 'stop' } },
  ];
  const event = (node: string, boot: number, seq: number, atMs: number, name: string, fields: object): TraceEvent => ({
    node,
    boot,
    seq,
    at: 1000 + atMs,
    event: name,
    ...fields,
  });

  it('are down until they boot, paused while the fault holds, dead from their death on', () => {
    const { nodes } = collect(history, [
      event('n1', 1, 1, 0, 'boot', { term: 0 }),
      event('n1', 2, 1, 230, 'boot', { term: 2 }),
      event('n3', 1, 1, 0, 'boot', { term: 0 }),
    ]);
    const states = Object.fromEntries(nodes.map(({ node, states: spans }) => [node, spans]));
    expect(states['n1']).toEqual([{ state: 'down', fromMs: 100, toMs: 230 }]);
    expect(states['n2']).toEqual([{ state: 'paused', fromMs: 300, toMs: 400 }]);
    expect(states['n3']).toEqual([{ state: 'down', fromMs: 500, toMs: 900 }]);
  });

  it('have roles and terms over time, on the run’s own clock', () => {
    const { nodes, elections } = collect(history, [
      event('n1', 1, 1, 5, 'boot', { term: 0 }),
      event('n1', 1, 2, 50, 'role', { role: 'candidate', term: 1 }),
      event('n1', 1, 3, 60, 'lead', { term: 1 }),
      event('n1', 1, 4, 60, 'role', { role: 'leader', term: 1 }),
      event('n1', 1, 5, 80, 'term', { term: 3 }),
      event('n1', 1, 6, 80, 'role', { role: 'follower', term: 3 }),
    ]);
    expect(elections).toBe(1);
    expect(nodes[0]?.roles).toEqual([
      { atMs: 5, role: 'follower', term: 0 },
      { atMs: 50, role: 'candidate', term: 1 },
      { atMs: 60, role: 'leader', term: 1 },
      { atMs: 80, role: 'leader', term: 3 },
      { atMs: 80, role: 'follower', term: 3 },
    ]);
  });

  it('keep the course of long step lines in few points', () => {
    const applies = Array.from({ length: 50_000 }, (_, i) => event('n1', 1, i + 1, i, 'apply', { index: i + 1 }));
    const { applied } = collect(history, applies).nodes[0] ?? { applied: { atMs: [], value: [] } };
    expect(applied.atMs.length).toBeGreaterThan(500);
    expect(applied.atMs.length).toBeLessThanOrEqual(2000);
    expect(applied.value.at(-1)).toBe(50_000);
    expect([...applied.value].sort((a, b) => a - b)).toEqual(applied.value);
  });
});

describe('trace lines of a report', () => {
  it('are those that findings name, with some around', () => {
    const { traceLines } = collectReport(makeRun({ operationCount: 1000, outcome: 'violation' }));
    const leads = traceLines.filter(({ event }) => event === 'lead');
    expect(leads.map(({ node }) => node).sort()).toEqual(['n2', 'n4']);
    expect(traceLines.length).toBeGreaterThan(leads.length);
    expect(traceLines.length).toBeLessThan(40);
  });
});

it('findings beyond the limit are counted', () => {
  const finding = { rule: 'monotonic', message: 'n1 went back.' };
  const result = { verdict: 'invalid', findings: Array.from({ length: 60 }, () => finding) } as const;
  const report = collectReport({ ...base, verdict: { ...base.verdict, results: { 'raft-safety': result } } });
  expect(report.verdict.results['raft-safety']?.findings).toHaveLength(50);
  expect(report.findingsOmitted).toEqual({ 'raft-safety': 10 });
});

describe('bounds', () => {
  it('cut texts, lists and depth, and say how much there was', () => {
    expect(shorten('abcdef', 3)).toBe('abc… (6 characters)');
    expect(shorten('ab😀def', 3)).toBe('ab… (7 characters)');
    expect(boundJson([1, 2, 3, 4], { chars: 10, items: 2, depth: 3 })).toEqual([1, 2, '… 2 more']);
    expect(boundJson({ a: { b: { c: 1 } } }, { chars: 40, items: 9, depth: 1 })).toEqual({ a: '{"b":{"c":1}}' });
    expect(JSON.stringify(boundJson(JSON.parse('{"__proto__":{"x":1}}'), { chars: 9, items: 9, depth: 9 }))).toBe('{"__proto__":{"x":1}}');
  });
});
