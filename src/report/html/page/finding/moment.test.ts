import { describe, expect, it } from 'vitest';
import type { FaultStep, HistoryEvent, TraceEvent } from '../../../../core/index.ts';
import { collectReport } from '../../../data/index.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { openRun, type Run } from '../run.ts';
import { faultClause, faultsDuring, list, nodeSentence } from './moment.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });
const when = { atMs: 0 };

/** n2 leads term 3 from 50 ms on, n4 term 4 from 150 ms on; the fault holds from 100 to 200 ms. */
function runUnder(step: FaultStep, target: readonly string[]): Run {
  const event = (f: string, ms: number, value: object, index: number): HistoryEvent =>
    ({ index, time: ms * 1e6, process: 'nemesis', type: 'info', f, value }) as HistoryEvent;
  const lead = (node: string, at: number, term: number): TraceEvent => ({ node, boot: 1, seq: 2, at, event: 'lead', term });
  const boots = base.plan.system.nodes.map((node): TraceEvent => ({ node, boot: 1, seq: 1, at: 1, event: 'boot', term: 0 }));
  const data = collectReport({
    ...base,
    plan: { ...base.plan, faults: [step] },
    verdict: { ...base.verdict, faults: [] },
    history: [
      event('fault-begin', 100, { id: step.id, kind: step.kind, target: [...target] }, 0),
      event('fault-end', 200, { id: step.id, state: 'in-force', effect: null }, 1),
      event('phase', 1000, { name: 'stop' }, 2),
    ],
    trace: [...boots, lead('n2', 50, 3), lead('n4', 150, 4)],
    monotonicStartMs: 0,
  });
  return openRun(data);
}

function clauseOf(step: FaultStep, target: readonly string[], atMs = 149): string {
  const run = runUnder(step, target);
  const [fault] = faultsDuring(run, 150, 150);
  return fault === undefined ? 'none' : faultClause(run, fault, atMs);
}

const partition = (shape: 'isolate' | 'halves' | 'one-way' | 'ring', direction?: 'in' | 'out'): FaultStep => ({
  id: 'f',
  kind: 'partition',
  shape,
  ...(direction === undefined ? {} : { direction }),
  when,
});

describe('what a fault did, in words', () => {
  it('names who was cut off from whom, and who led', () => {
    expect(clauseOf(partition('isolate'), ['n2'])).toBe('n2, the leader, was cut off from all others');
    expect(clauseOf(partition('isolate'), ['n5'])).toBe('n5 was cut off from all others');
    expect(clauseOf(partition('halves'), ['n1', 'n2'])).toBe('n1 and n2 (the leader) were cut off from n3, n4 and n5');
    expect(clauseOf(partition('halves'), ['n1', 'n3', 'n4'])).toBe('n2 (the leader) and n5 were cut off from n1, n3 and n4');
  });

  it('says who led at the moment that is explained, and that others had led when the fault began', () => {
    expect(clauseOf(partition('isolate'), ['n2'], 160)).toBe('n2, then the leader, was cut off from all others');
    expect(clauseOf(partition('isolate'), ['n4'], 160)).toBe('n4, the leader, was cut off from all others');
    expect(clauseOf(partition('isolate'), ['n4'])).toBe('n4 was cut off from all others');
    expect(clauseOf(partition('one-way', 'in'), ['n5'], 160)).toBe(
      'nothing reached n5 from n1, n2 (then the leader), n3 and n4 (the leader)',
    );
    const kill = { id: 'f', kind: 'kill', target: 'leader', when } as const;
    expect(clauseOf(kill, ['n2'], 160)).toBe('n2, then the leader, was killed');
    expect(clauseOf(kill, ['n4'], 160)).toBe('n4 was killed');
  });

  it('tells a one-way cut by its direction, and of a ring only that it was one', () => {
    expect(clauseOf(partition('one-way', 'out'), ['n2'])).toBe('nothing that n2, the leader, sent reached n1, n3, n4 and n5');
    expect(clauseOf(partition('one-way', 'in'), ['n5'])).toBe('nothing reached n5 from n1, n2 (the leader), n3 and n4');
    expect(clauseOf(partition('ring'), [])).toBe('partition, ring divided the nodes');
  });

  it('names the nodes that were stopped', () => {
    expect(clauseOf({ id: 'f', kind: 'kill', target: 'one', when }, ['n1'])).toBe('n1 was killed');
    expect(clauseOf({ id: 'f', kind: 'pause', target: 'leader', when }, ['n2'])).toBe('n2, the leader, was paused');
    const all = ['n1', 'n2', 'n3', 'n4', 'n5'];
    expect(clauseOf({ id: 'f', kind: 'power-cut', target: 'all', when }, all)).toBe('the power was cut at all 5 nodes');
    expect(clauseOf({ id: 'f', kind: 'power-cut', target: 'all', when }, ['n1', 'n3'])).toBe('the power was cut at n1 and n3');
    const drop: FaultStep = { id: 'f', kind: 'drop', from: 'n1', to: 'any', probability: 0.3, when };
    expect(clauseOf(drop, ['n1 -> n2'])).toBe('“drop 30 %, n1 to any” was on');
  });
});

describe('what a node was, in words', () => {
  it('tells an old leader that was cut off from the new one', () => {
    const run = runUnder(partition('isolate'), ['n2']);
    expect(nodeSentence(run, 'n2', 160)).toBe(
      'n2 had been cut off since 0.10 s and still took itself for the leader of term 3; n4 led term 4 since 0.15 s.',
    );
    expect(nodeSentence(run, 'n1', 160)).toBe('n1 was a follower in term 0 at that moment; n4 led term 4.');
    expect(nodeSentence(run, 'n4', 160)).toBe('n4 was the leader of term 4.');
    expect(nodeSentence(run, 'elsewhere', 160)).toBeUndefined();
  });

  it('calls nobody of a majority cut off', () => {
    const run = runUnder(partition('halves'), ['n1', 'n2']);
    expect(nodeSentence(run, 'n1', 160)).toContain('n1 had been cut off');
    expect(nodeSentence(run, 'n3', 160)).not.toContain('cut off');
  });
});

it('names are listed as one says them', () => {
  expect([[], ['n1'], ['n1', 'n2'], ['n1', 'n2', 'n3']].map(list)).toEqual(['', 'n1', 'n1 and n2', 'n1, n2 and n3']);
  expect(list(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])).toBe('a, b, c, d, e, f and 2 more');
});
