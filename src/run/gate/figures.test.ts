import { describe, expect, it } from 'vitest';
import { measureRun } from './figures.ts';
import { faultReport, TestHistory } from './test-histories.ts';

const measure = (history: TestHistory, faults = [faultReport('f1'), faultReport('f2')]) => measureRun(history.sorted(), faults, {});
/** A load from 1 s to 10 s. */
const load = () => new TestHistory().phase(0, 'set-up').phase(1000, 'safety').phase(10_000, 'heal');

describe('what a gate measures of a run', () => {
  it('is its load alone: neither set-up nor what comes after the heal', () => {
    const history = load().operation('put', 500, 900).operation('put', 2000, 2010).operation('get', 11_000, 14_000);
    expect(measure(history)).toMatchObject({ okCount: 1, p99Ms: 10 });
  });

  it('ends where the core phase begins', () => {
    const history = new TestHistory()
      .phase(0, 'safety')
      .phase(1000, 'core')
      .phase(2000, 'heal')
      .operation('put', 10, 20)
      .operation('put', 1100, 1900);
    expect(measure(history)).toMatchObject({ okCount: 1, p99Ms: 10 });
  });

  it('counts as answered what the system said no to, and nothing else', () => {
    const history = load()
      .fault('f1', 2000, 4000)
      .operation('put', 2100, 2110)
      .operation('cas', 2200, 2210, 'fail')
      .operation('cas', 2300, 2310, 'fail', 'precondition-failed')
      .operation('put', 2400, 2410, 'fail', 'no-leader')
      .operation('get', 2500, 3500, 'fail', 'timeout')
      .operation('put', 2600, 3600, 'info', 'timeout')
      .operation('put', 2700)
      .operation('put', 5000, 5010);
    expect(measure(history).duringFaults).toEqual({ answered: 3, asked: 7 });
  });

  it('takes no fault for one that was idle or missing', () => {
    const history = load().fault('f1', 2000, 4000).operation('put', 2100, 2110);
    for (const state of ['idle', 'missing'] as const) {
      const figures = measure(history, [faultReport('f1', state)]);
      expect(figures).toMatchObject({ duringFaults: { asked: 0 }, recovery: { count: 0, longestMs: null } });
    }
    expect(measure(history, [faultReport('f1', 'merged')]).duringFaults.asked).toBe(1);
  });

  it('has the 99 % quantile of those that ended ok, by nearest rank', () => {
    const history = load();
    for (let i = 1; i <= 200; i += 1) history.operation('get', 2000 + i, 2000 + 2 * i);
    history.operation('put', 3000, 9000, 'fail', 'timeout');
    expect(measure(history).p99Ms).toBe(198);
    expect(measure(load()).p99Ms).toBeNull();
  });
});

describe('the time to recover', () => {
  const recovery = (history: TestHistory) => measure(history).recovery;

  it('is from the end of the last fault of several to the next write that ended ok', () => {
    const history = load()
      .fault('f1', 2000, 3000)
      .fault('f2', 2500, 4000)
      .operation('put', 3100, 3200)
      .operation('get', 4010, 4020)
      .operation('put', 3900, 4250);
    expect(recovery(history)).toEqual({ longestMs: 250, count: 1, cutShort: { longestMs: null, count: 0 } });
  });

  it('is only known to be longer where the next fault, or the end of the load, comes first', () => {
    const interrupted = load().fault('f1', 2000, 3000).fault('f2', 3400, 5000).operation('put', 4000, 5100);
    expect(recovery(interrupted)).toEqual({ longestMs: 100, count: 1, cutShort: { longestMs: 400, count: 1 } });
    const never = load().fault('f1', 2000, 3000).operation('put', 2500, 12_000);
    expect(recovery(never)).toEqual({ longestMs: null, count: 0, cutShort: { longestMs: 7000, count: 1 } });
  });

  it('is not asked for where a fault lasts to the heal', () => {
    expect(recovery(load().fault('f1', 2000, 10_000))).toMatchObject({ count: 0, cutShort: { count: 0 } });
  });
});

describe('a harness that was late', () => {
  it('takes what overlaps with it out of latency and availability', () => {
    const history = load()
      .fault('f1', 2000, 6000)
      .lag(3000, 3500)
      .operation('put', 2900, 3600)
      .operation('put', 3100, 3200, 'info', 'timeout')
      .operation('put', 3499)
      .operation('put', 3501, 3511);
    expect(measure(history)).toMatchObject({
      okCount: 2,
      p99Ms: 10,
      duringFaults: { answered: 1, asked: 1 },
      lag: { ms: 500, operations: 3 },
    });
  });

  it('that was late for all of a recovery has seen none', () => {
    const history = load().fault('f1', 2000, 3000).lag(2900, 3700).operation('put', 3500, 3600);
    expect(measure(history).recovery).toEqual({ longestMs: null, count: 0, cutShort: { longestMs: null, count: 0 } });
  });

  it('is taken out of the time to recover, each moment once', () => {
    const history = load().fault('f1', 2000, 3000).lag(3100, 3300).lag(3200, 3400).operation('put', 3500, 3600);
    expect(measure(history)).toMatchObject({ recovery: { longestMs: 300 }, lag: { ms: 300 } });
  });

  it('has its whole operations left out where they were never answered', () => {
    const history = load().fault('f1', 2000, 3000).operation('put', 2500).lag(8000, 8100);
    expect(measure(history)).toMatchObject({ duringFaults: { asked: 0 }, lag: { operations: 1 } });
  });
});

it('names the rules that came up', () => {
  const results = { 'raft-safety': { verdict: 'valid', findings: [], counts: { a: 3, b: 0 } } } as const;
  expect(measureRun(load().sorted(), [], results).rules).toEqual(['a']);
});
