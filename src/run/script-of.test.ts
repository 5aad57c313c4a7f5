import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../core/index.ts';
import { scriptOf } from './script-of.ts';
import { raftSmokePlan } from './test-plan.ts';

const plan = { ...raftSmokePlan, load: { ...raftSmokePlan.load, concurrency: 2 } };
const phase = (name: string, time: number): HistoryEvent => ({
  index: 0,
  time,
  process: 'nemesis',
  type: 'info',
  f: 'phase',
  value: { name },
});
const invoke = (process: number, time: number, f = 'get'): HistoryEvent => ({
  index: 0,
  time,
  process,
  type: 'invoke',
  f,
  key: 'k1',
  value: f === 'get' ? null : 'v',
  node: 'n1',
});
const ok = (process: number, time: number, f = 'get'): HistoryEvent => ({
  index: 0,
  time,
  process,
  type: 'ok',
  f,
  key: 'k1',
  value: 'v',
  node: 'n1',
});

describe('the script of a history', () => {
  it('performs what was invoked in the safety phase, by thread, at the same times', () => {
    const history = [
      phase('set-up', 0),
      phase('safety', 2_000_001_000),
      invoke(0, 2_000_001_000),
      invoke(5, 2_003_457_000, 'put'),
      { index: 0, time: 3e9, process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'f1' } } as const,
      ok(5, 3e9, 'put'),
      invoke(4, 3.5e9),
    ];
    expect(scriptOf(history, plan)).toEqual([
      { client: 0, atMs: 0, f: 'get', key: 'k1', value: null, readOnly: true },
      { client: 1, atMs: 3.456, f: 'put', key: 'k1', value: 'v', readOnly: false },
      { client: 0, atMs: 1499.999, f: 'get', key: 'k1', value: null, readOnly: true },
    ]);
  });

  it.each(['core', 'heal', 'stop'])('ends with the safety phase, whatever comes after it: %s', (next) => {
    expect(
      scriptOf([phase('safety', 0), invoke(0, 1e6), phase(next, 2e6), ok(0, 2e6), invoke(1, 3e6), phase('safety', 4e6)], plan),
    ).toHaveLength(1);
  });

  it('of a run that never came to its safety phase is empty', () => {
    expect(scriptOf([phase('set-up', 0), invoke(0, 1)], plan)).toEqual([]);
  });

  it('keeps what the script of the run itself said of an operation', () => {
    const scripted = { ...plan, load: { ...plan.load, script: [{ client: 0, atMs: 0, f: 'peek', value: null, readOnly: true }] } };
    expect(scriptOf([phase('safety', 0), invoke(0, 1e6, 'peek')], scripted)).toMatchObject([{ f: 'peek', readOnly: true }]);
    expect(scriptOf([phase('safety', 0), invoke(0, 1e6, 'peek')], plan)).toMatchObject([{ f: 'peek', readOnly: false }]);
  });

  it('of an unknown workload is refused', () => {
    expect(() => scriptOf([], { ...plan, workload: { ...plan.workload, name: 'no' } })).toThrow('got "no"');
  });
});
