import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckContext, ClientEvent, HistoryEvent, Json, NemesisEventName } from '../../src/core/index.ts';
import { type PerformanceData, performance } from './index.ts';
import { longestGap } from './spans.ts';

const context = { plan: {}, model: 'kv', traced: false, found: () => {} } as unknown as CheckContext;

function measure(events: readonly HistoryEvent[]): PerformanceData {
  const session = performance.open(context);
  for (const event of [...events].sort((a, b) => a.time - b.time)) session.history(event);
  const { verdict, findings, data } = session.finish();
  expect(verdict).toBe('valid');
  expect(findings).toEqual([]);
  return JSON.parse(JSON.stringify(data)) as PerformanceData;
}

/** One operation of a process of its own. */
function operation(process: number, f: string, fromMs: number, toMs: number, type: ClientEvent['type'] = 'ok'): HistoryEvent[] {
  const event = (atMs: number, eventType: ClientEvent['type']): ClientEvent => ({
    index: 0,
    time: atMs * 1e6,
    process,
    type: eventType,
    f,
    value: null,
  });
  return [event(fromMs, 'invoke'), event(toMs, type)];
}

function nemesis(atMs: number, f: NemesisEventName, value: Json): HistoryEvent {
  return { index: 0, time: atMs * 1e6, process: 'nemesis', type: 'info', f, value };
}

describe('performance', () => {
  it('tells latency by kind, and the rate', () => {
    const events = Array.from({ length: 100 }, (_, i) => operation(i, 'get', i, i + i + 1)).flat();
    const { latency, okPerSecond, okInAll } = measure([
      ...events,
      ...operation(200, 'put', 10, 2500),
      ...operation(201, 'put', 0, 1, 'fail'),
    ]);
    expect(latency).toEqual({
      get: { count: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 },
      put: { count: 1, p50Ms: 2490, p95Ms: 2490, p99Ms: 2490, maxMs: 2490 },
    });
    expect(okPerSecond).toEqual([100, 0, 1]);
    expect(okInAll).toBe(101);
  });

  it('tells what each fault did, and how soon writes succeeded again', () => {
    const { faults, okDuringFaults } = measure([
      nemesis(0, 'phase', { name: 'safety' }),
      ...operation(1, 'get', 50, 60),
      nemesis(100, 'fault-begin', { id: 'f1', kind: 'partition', target: ['n1'] }),
      ...operation(2, 'get', 110, 150),
      ...operation(3, 'put', 120, 130, 'fail'),
      ...operation(4, 'put', 140, 900, 'info'),
      nemesis(160, 'fault-begin', { id: 'f2', kind: 'kill', target: ['n2'] }),
      ...operation(5, 'get', 170, 320),
      nemesis(300, 'fault-end', { id: 'f1', state: 'in-force', effect: null }),
      ...operation(6, 'get', 310, 330),
      ...operation(7, 'put', 340, 350),
      nemesis(1000, 'phase', { name: 'heal' }),
    ]);
    expect(okDuringFaults).toBe(4);
    expect(faults).toEqual([
      {
        id: 'f1',
        kind: 'partition',
        target: ['n1'],
        state: 'in-force',
        beganAtMs: 100,
        endedAtMs: 300,
        ok: 2,
        fail: 1,
        info: 1,
        longestGap: { fromMs: 150, toMs: 300, lengthMs: 150 },
        recoveryMs: 50,
      },
      {
        id: 'f2',
        kind: 'kill',
        target: ['n2'],
        state: null,
        beganAtMs: 160,
        endedAtMs: null,
        ok: 3,
        fail: 0,
        info: 0,
        longestGap: { fromMs: 350, toMs: 1000, lengthMs: 650 },
        recoveryMs: null,
      },
    ]);
  });

  it('measures time without service between safety and heal, less the lag of the harness', () => {
    const { availability } = measure([
      ...operation(1, 'get', 0, 1),
      nemesis(1000, 'phase', { name: 'safety' }),
      ...operation(2, 'get', 1000, 1100),
      ...operation(3, 'get', 1100, 1700),
      nemesis(1750, 'lag', { fromMs: 1150, toMs: 1600 }),
      nemesis(1760, 'lag', { fromMs: 1500, toMs: 1650 }),
      ...operation(4, 'get', 1750, 2000),
      nemesis(2100, 'phase', { name: 'heal' }),
      ...operation(5, 'get', 9000, 9001),
    ]);
    expect(availability).toEqual({ fromMs: 1000, toMs: 2100, longestGap: { fromMs: 1700, toMs: 2000, lengthMs: 300 }, lagMs: 500 });
  });

  it('takes an empty history and one that makes no sense', () => {
    expect(measure([])).toMatchObject({ latency: {}, okPerSecond: [], availability: { longestGap: null }, faults: [] });
    expect(
      measure([
        nemesis(5, 'fault-begin', null),
        nemesis(6, 'fault-end', { id: 'f9' }),
        nemesis(7, 'lag', 'late'),
        ...operation(1, 'get', 8, 9).slice(1),
      ]),
    ).toMatchObject({ okInAll: 0, faults: [{ id: 'null', target: [] }] });
  });

  it('finds the longest gap as looking at all of them does', () => {
    const moments = fc.array(fc.nat(1000), { maxLength: 30 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(moments, fc.nat(1000), fc.nat(1000), (all, fromMs, lengthMs) => {
        const span = { fromMs, toMs: fromMs + lengthMs };
        const inside = [span.fromMs, ...all.filter((at) => at >= span.fromMs && at <= span.toMs), span.toMs];
        const longest = Math.max(...inside.slice(1).map((at, i) => at - (inside[i] ?? 0)));
        expect(longestGap(all, span, [])?.lengthMs ?? 0).toBe(longest);
      }),
    );
  });
});
