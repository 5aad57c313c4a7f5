import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../core/index.ts';
import { collectReport } from '../../../data/index.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { openRun } from '../run.ts';
import { serviceOf } from './service.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });

/** Each `[from, to, outcome]` is one operation of a client of its own. */
function serviceUnder(operations: readonly (readonly [fromMs: number, toMs: number, type: 'ok' | 'fail' | 'info' | 'open'])[]) {
  const events = operations.flatMap(([fromMs, toMs, type], process) => [
    { ms: fromMs, process, type: 'invoke' },
    ...(type === 'open' ? [] : [{ ms: toMs, process, type, error: 'timeout' }]),
  ]);
  events.sort((a, b) => a.ms - b.ms);
  const history = events.map(
    ({ ms, ...event }, index) => ({ index, time: ms * 1e6, f: 'get', key: 'k', value: null, ...event }) as HistoryEvent,
  );
  const plan = { ...base.plan, load: { ...base.plan.load, concurrency: operations.length } };
  return serviceOf(openRun(collectReport({ ...base, plan, history, trace: [], monotonicStartMs: 0 })));
}

it('clients are unserved where one of them waits and none gets an answer that is good', () => {
  const { quiet, unserved } = serviceUnder([
    [0, 10, 'ok'],
    [20, 900, 'fail'],
    [950, 960, 'ok'],
    [970, 980, 'ok'],
  ]);
  expect(quiet).toEqual([{ fromMs: 10, toMs: 960 }]);
  expect(unserved).toEqual([{ fromMs: 20, toMs: 900 }]);
});

it('nobody is unserved where nobody asks, and what never ended is not waited for', () => {
  const { quiet, unserved } = serviceUnder([
    [0, 10, 'ok'],
    [15, 15, 'open'],
    [2000, 2010, 'ok'],
    [2020, 2030, 'ok'],
  ]);
  expect(quiet).toEqual([{ fromMs: 10, toMs: 2010 }]);
  expect(unserved).toEqual([]);
});

it('a short wait is none', () => {
  expect(
    serviceUnder([
      [0, 10, 'ok'],
      [20, 150, 'ok'],
      [160, 170, 'ok'],
    ]),
  ).toEqual({ quiet: [], unserved: [] });
});
