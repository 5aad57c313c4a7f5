import { describe, expect, it } from 'vitest';
import type { FaultStep, Finding, HistoryEvent, TraceEvent } from '../../../../core/index.ts';
import { collectReport } from '../../../data/index.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { openRun } from '../run.ts';
import { storyOf } from './story.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });
const finding: Finding = { rule: 'exactly-once', message: 'A write took effect twice.', events: [2] };

/** n2 leads from 50 ms on and is struck from 100 to 200 ms; the finding is about a call at 150 ms. */
function headlineUnder(step: FaultStep): string | undefined {
  const event = (index: number, ms: number, fields: object): HistoryEvent => ({ index, time: ms * 1e6, ...fields }) as HistoryEvent;
  const nemesis = { process: 'nemesis', type: 'info' };
  const call = { process: 0, f: 'get', key: 'k', value: null };
  const lead: TraceEvent = { node: 'n2', boot: 1, seq: 2, at: 50, event: 'lead', term: 3 };
  const boots = base.plan.system.nodes.map((node): TraceEvent => ({ node, boot: 1, seq: 1, at: 1, event: 'boot', term: 0 }));
  const data = collectReport({
    ...base,
    plan: { ...base.plan, faults: [step] },
    verdict: { ...base.verdict, faults: [] },
    history: [
      event(0, 0, { ...nemesis, f: 'phase', value: { name: 'safety' } }),
      event(1, 100, { ...nemesis, f: 'fault-begin', value: { id: step.id, kind: step.kind, target: ['n2'] } }),
      event(2, 150, { ...call, type: 'invoke' }),
      event(3, 151, { ...call, type: 'ok' }),
      event(4, 200, { ...nemesis, f: 'fault-end', value: { id: step.id, state: 'in-force', effect: null } }),
      event(5, 1000, { ...nemesis, f: 'phase', value: { name: 'stop' } }),
    ],
    trace: [...boots, lead],
    monotonicStartMs: 0,
  });
  return storyOf(openRun(data), { ...finding })?.headline;
}

describe('the headline of a finding', () => {
  const when = { atMs: 0 };

  it('comes after a fault of one moment, whose leader need not lead any more', () => {
    expect(headlineUnder({ id: 'f', kind: 'kill', target: 'leader', when })).toMatch(/, after n2, then the leader, was killed/);
    expect(headlineUnder({ id: 'f', kind: 'disk-loss', target: 'leader', when })).toMatch(/, after n2, then the leader, lost its disk/);
  });

  it('comes while a fault goes on that lasts', () => {
    expect(headlineUnder({ id: 'f', kind: 'pause', target: 'leader', when })).toMatch(/, while n2, the leader, was paused/);
  });
});

/** A write is done at 101 ms, nodes are struck from 110 to 120 ms, and a read of 130 ms misses the write. */
function missedWriteAfter(kind: FaultStep['kind']): ReturnType<typeof storyOf> {
  const event = (index: number, ms: number, fields: object): HistoryEvent => ({ index, time: ms * 1e6, ...fields }) as HistoryEvent;
  const nemesis = { process: 'nemesis', type: 'info' };
  const put = { process: 0, f: 'put', key: 'k', value: 'new', node: 'n1' };
  const get = { process: 1, f: 'get', key: 'k', node: 'n1' };
  const step = { id: 'f', kind, target: 'all', when: { atMs: 0 } } as unknown as FaultStep;
  const data = collectReport({
    ...base,
    plan: { ...base.plan, faults: [step] },
    verdict: { ...base.verdict, faults: [] },
    history: [
      event(0, 0, { ...nemesis, f: 'phase', value: { name: 'safety' } }),
      event(1, 100, { ...put, type: 'invoke' }),
      event(2, 101, { ...put, type: 'ok' }),
      event(3, 110, { ...nemesis, f: 'fault-begin', value: { id: 'f', kind, target: base.plan.system.nodes } }),
      event(4, 120, { ...nemesis, f: 'fault-end', value: { id: 'f', state: 'in-force', effect: null } }),
      event(5, 130, { ...get, type: 'invoke', value: null }),
      event(6, 131, { ...get, type: 'ok', value: 'old' }),
      event(7, 1000, { ...nemesis, f: 'phase', value: { name: 'stop' } }),
    ],
    trace: [],
    monotonicStartMs: 0,
  });
  const evidence = {
    order: [],
    stuck: 5,
    anomaly: { kind: 'missed-write', missed: { invoke: 1, complete: 2 }, wrote: null, witness: null },
  };
  return storyOf(openRun(data), { rule: 'not-linearizable', message: 'Wrong.', events: [5, 6], evidence });
}

describe('an answer that misses a write', () => {
  it('is told with what took nodes down since the write was done, though that is over', () => {
    const story = missedWriteAfter('power-cut');
    expect(story?.headline).toMatch(/, after the power was cut at all \d nodes$/);
    expect(story?.lede.join(' ')).toContain('The power was cut');
  });

  it('is told without what was over and takes nothing with it', () => {
    expect(missedWriteAfter('pause')?.headline).not.toContain('paused');
    expect(missedWriteAfter('pause')?.sentences).toContain('No fault was in force at that moment.');
  });
});
