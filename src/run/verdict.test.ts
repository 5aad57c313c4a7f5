import { describe, expect, it } from 'vitest';
import type { CheckerResult, ClientEvent, FaultReport, HistoryEvent, Json, NemesisEvent } from '../core/index.ts';
import { directedEntry } from './expand.ts';
import { judgeLiveness } from './run-record.ts';
import { raftSmokePlan } from './test-plan.ts';
import { FaultCoverage, judgeVacuity } from './vacuity.ts';
import { buildVerdict } from './verdict.ts';

const valid: CheckerResult = { verdict: 'valid', findings: [] };
const invalid: CheckerResult = { verdict: 'invalid', findings: [{ rule: 'x', message: 'wrong' }] };
const unknown: CheckerResult = { verdict: 'unknown', reason: 'spent', findings: [] };
const plan = raftSmokePlan;
const fault = (state: FaultReport['state'], id = 'f1'): FaultReport => ({ id, kind: 'kill', target: ['n1'], state });
const isRead = (f: string) => f === 'get';
const covered = (okDuringFaults: number, okInSafety: number) => ({ okDuringFaults, okInSafety, okChanges: 1, sights: 1 });

function outcome(results: Record<string, CheckerResult>, more: { broken?: Error; interrupted?: string } = {}) {
  const base = { plan, dir: 'd', startedAt: new Date(0), durationMs: 1, history: [], faults: [], reproduce: 'again', remarks: [] };
  return buildVerdict({ ...base, results, ...more }).outcome;
}

describe('what a run comes to', () => {
  it.each([
    ['all valid', { a: valid }, {}, 'pass'],
    ['one unknown', { a: valid, b: unknown }, {}, 'inconclusive'],
    ['one invalid beside an unknown', { a: unknown, b: invalid }, {}, 'violation'],
    ['a broken harness', { a: valid }, { broken: new Error('disk full') }, 'broken'],
    ['a broken harness after a proven violation', { a: invalid }, { broken: new Error('disk full') }, 'violation'],
    ['an interrupt', { a: valid }, { interrupted: 'SIGINT' }, 'inconclusive'],
    ['an interrupt after a proven violation', { a: invalid }, { interrupted: 'SIGINT' }, 'violation'],
  ] as const)('%s', (_, results, more, expected) => {
    expect(outcome(results, more)).toBe(expected);
  });

  it('counts an operation that was never answered as unknown', () => {
    const history: ClientEvent[] = [{ index: 0, time: 0, process: 0, type: 'invoke', f: 'get', key: 'k', value: null }];
    const base = { plan, dir: 'd', startedAt: new Date(0), durationMs: 1, faults: [], reproduce: 'again', remarks: [] };
    expect(buildVerdict({ ...base, results: {}, history }).ops).toEqual({ ok: 0, fail: 0, info: 1 });
  });
});

describe('a vacuous run', () => {
  it.each([
    ['enough happened', [fault('in-force')], 50, 100, 'valid'],
    ['a merged fault is none the worse', [fault('merged')], 50, 100, 'valid'],
    ['a fault is missing', [fault('missing')], 50, 100, 'unknown'],
    ['most faults met no traffic', [fault('idle'), fault('idle', 'f2'), fault('in-force', 'f3')], 50, 100, 'unknown'],
    ['half of them did not', [fault('idle'), fault('in-force', 'f3')], 50, 100, 'valid'],
    ['too little succeeded during faults', [fault('in-force')], 49, 100, 'unknown'],
    ['nothing succeeded at all', [], 0, 0, 'unknown'],
    ['there were no faults to succeed during', [], 0, 100, 'valid'],
  ] as const)('%s', (_, faults, during, all, expected) => {
    expect(judgeVacuity(plan, faults, covered(during, all)).verdict).toBe(expected);
  });

  // Where a directed plan stops all service, what is open when it stops may be all that the clients do until it is back.
  it.each(['ack-before-fsync', 'commit-previous-term'])('is not that of the plan %s in which every client waited', (name) => {
    const directed = { ...plan, limits: { ...plan.limits, ...directedEntry('raft', name, name).limits } };
    expect(judgeVacuity(directed, [fault('in-force')], covered(0, 1000)).verdict).toBe('valid');
  });

  it('is not one for which only the stops of the core phase came', () => {
    const withCore = { ...plan, core: { stops: [{ node: 'n3', how: 'dead' }], cuts: [] } } as const;
    const stop = (state: FaultReport['state']) => ({ ...fault(state, 'core-n3'), ofCore: true }) as const;
    expect(judgeVacuity(withCore, [stop('idle')], covered(0, 100)).verdict).toBe('valid');
    expect(judgeVacuity(withCore, [stop('missing')], covered(0, 100)).verdict).toBe('unknown');
    // They are no coverage either: the load is over when they come.
    const scheduled = { ...withCore, faults: [{ id: 'f1', kind: 'kill', target: 'n1', when: { atMs: 0 } }] } as const;
    expect(judgeVacuity(scheduled, [fault('idle'), stop('in-force')], covered(50, 100)).verdict).toBe('unknown');
    expect(judgeVacuity(scheduled, [fault('in-force'), stop('merged')], covered(50, 100)).verdict).toBe('valid');
  });

  it('is not one in which service was impossible by theory, unless nothing succeeded at all', () => {
    expect(judgeVacuity(plan, [fault('in-force')], covered(0, 10), true).verdict).toBe('valid');
    expect(judgeVacuity(plan, [fault('in-force')], covered(0, 0), true).verdict).toBe('unknown');
  });

  it('is one in which nothing was changed, or nobody saw that it was', () => {
    const judged = (more: object, unavailable?: boolean) => judgeVacuity(plan, [], { ...covered(0, 100), ...more }, unavailable);
    expect(judged({ okChanges: 0 })).toMatchObject({
      verdict: 'unknown',
      reason: 'the run proves nothing: not one operation that changes something succeeded',
    });
    expect(judged({ sights: 0 })).toMatchObject({
      verdict: 'unknown',
      reason: 'the run proves nothing: no read ever found anything but the initial value',
    });
    expect(judged({ okChanges: 0, sights: 0 }, true).verdict).toBe('valid');
  });

  it.each([
    ['reads that find nothing', [['get', 'ok', null]], [0, 0]],
    ['a read that finds something', [['get', 'ok', 'a']], [0, 1]],
    [
      'writes that fail, or of which nobody knows',
      [
        ['put', 'fail', 'a'],
        ['put', 'info', 'a'],
      ],
      [0, 0],
    ],
    ['a write', [['put', 'ok', 'a']], [1, 0]],
    ['a swap of nothing', [['cas', 'ok', [null, 'a']]], [1, 0]],
    ['a swap of a value', [['cas', 'ok', ['a', 'b']]], [1, 1]],
    ['a swap that fails, for it finds another value', [['cas', 'fail', ['a', 'b'], 'c']], [0, 1]],
    ['a swap that fails, for it finds none', [['cas', 'fail', ['a', 'b'], null]], [0, 0]],
  ] as const)('counts what is changed and seen: %s', (_, events, expected) => {
    const coverage = new FaultCoverage(isRead);
    for (const [f, type, value, seen] of events as readonly (readonly [string, ClientEvent['type'], Json, Json?])[]) {
      const event = { index: 0, time: 0, process: 0, f, key: 'k' };
      coverage.history({ ...event, type: 'invoke', value: null });
      coverage.history({ ...event, type, value, ...(seen === undefined ? {} : { seen }) });
    }
    expect([coverage.okChanges, coverage.sights]).toEqual(expected);
  });

  it('does not count what succeeded in the core phase', () => {
    const coverage = new FaultCoverage(isRead);
    const base = { index: 0, time: 0 };
    coverage.history({ ...base, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'core' } });
    coverage.history({ ...base, process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'core-n3' } });
    for (const type of ['invoke', 'ok'] as const) coverage.history({ ...base, process: 0, type, f: 'get', key: 'k', value: null });
    expect([coverage.okDuringFaults, coverage.okInSafety]).toEqual([0, 0]);
  });

  it('does not count final reads, but what the safety phase began and ended late', () => {
    const coverage = new FaultCoverage(isRead);
    const base = { index: 0, time: 0 };
    const phase = (name: string): void => coverage.history({ ...base, process: 'nemesis', type: 'info', f: 'phase', value: { name } });
    const client = (process: number, type: ClientEvent['type']): void =>
      coverage.history({ ...base, process, type, f: 'get', key: 'k', value: null });
    phase('safety');
    client(0, 'invoke');
    phase('heal');
    client(0, 'ok');
    phase('final-reads');
    client(0, 'invoke');
    client(0, 'ok');
    expect(coverage.okInSafety).toBe(1);
  });

  it('counts what began while a fault was in force', () => {
    const coverage = new FaultCoverage(isRead);
    const client = (process: number, type: ClientEvent['type']): HistoryEvent => ({
      index: 0,
      time: 0,
      process,
      type,
      f: 'get',
      key: 'k',
      value: null,
    });
    const nemesis = (f: NemesisEvent['f']): HistoryEvent => ({
      index: 0,
      time: 0,
      process: 'nemesis',
      type: 'info',
      f,
      value: { id: 'f1' },
    });
    const story = [
      client(0, 'invoke'),
      nemesis('fault-begin'),
      client(0, 'ok'),
      client(1, 'invoke'),
      nemesis('fault-end'),
      client(1, 'ok'),
      client(2, 'invoke'),
      client(2, 'ok'),
    ];
    for (const event of story) coverage.history(event);
    expect([coverage.okDuringFaults, coverage.okInSafety]).toEqual([1, 3]);
  });
});

describe('a liveness finding', () => {
  const phase = (name: string): HistoryEvent => ({ index: 0, time: 0, process: 'nemesis', type: 'info', f: 'phase', value: { name } });
  const lag: HistoryEvent = { index: 0, time: 0, process: 'nemesis', type: 'info', f: 'lag', value: { fromMs: 1, toMs: 500 } };

  it('stands when the harness was on time', () => {
    expect(judgeLiveness(invalid, [lag, phase('safety'), phase('heal')]).verdict).toBe('invalid');
  });

  it('is unknown when the harness stood still while it waited', () => {
    expect(judgeLiveness(invalid, [phase('safety'), phase('core'), lag, phase('heal')])).toMatchObject({ verdict: 'unknown' });
    expect(judgeLiveness(invalid, [phase('safety'), lag, phase('core'), phase('heal')])).toMatchObject({ verdict: 'invalid' });
    expect(judgeLiveness(invalid, [phase('safety'), phase('heal'), lag])).toMatchObject({ verdict: 'unknown', findings: [] });
  });
});
