import { describe, expect, it } from 'vitest';
import type { FaultStep } from '../core/index.ts';
import { lead, play } from './test-play.ts';

describe('faults of links', () => {
  it('cuts the links of a partition and no client, counts what it cut, and mends them', () => {
    const { world, report } = play([{ id: 'f1', kind: 'partition', shape: 'isolate', target: ['n1'], when: { atMs: 100 }, forMs: 100 }]);
    world.runUntil(150);
    expect([world.send('n1', 'n2'), world.send('n2', 'n1'), world.send('n2', 'n3'), world.send('c0', 'n1')]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    world.runUntil(250);
    expect(world.send('n1', 'n2')).toBe(true);
    expect(report('f1')).toMatchObject({ state: 'in-force', target: ['n1'], effect: { seen: 2, affected: 2 } });
  });

  it('calls a fault idle that no message met', () => {
    const { world, report } = play([{ id: 'f1', kind: 'drop', from: ['n1'], to: ['n2'], when: { atMs: 100 }, forMs: 100 }]);
    world.runUntil(150);
    world.send('n2', 'n1');
    world.runUntil(250);
    expect(report('f1')).toMatchObject({ state: 'idle', target: ['n1 -> n2'] });
  });

  it('holds for the very message that set it off, and counts occurrences', () => {
    const frame = { event: 'frame', match: { from: 'n1', type: 'append', term: 2 }, occurrence: 3 };
    const { world } = play([
      { id: 'f1', kind: 'partition', shape: 'isolate', target: ['n1'], when: frame, until: { atMs: 500, after: 'f1' } },
    ]);
    world.runUntil(100);
    expect(world.send('n1', 'n2', 'vote', { term: 2 })).toBe(true);
    expect(world.send('n1', 'n2', 'append', { term: 1 })).toBe(true);
    expect(world.send('n1', 'n2', 'append', { term: 2 })).toBe(true);
    expect(world.send('n1', 'n3', 'append', { term: 2 })).toBe(true);
    expect(world.send('n1', 'n3', 'append', { term: 2 })).toBe(false);
    world.runUntil(599);
    expect(world.send('n1', 'n3', 'append', { term: 2 })).toBe(false);
    world.runUntil(600);
    expect(world.send('n1', 'n3', 'append', { term: 2 })).toBe(true);
  });

  it('resolves references to other steps in ends and in matches', () => {
    const { world, report, nemesis } = play([
      { id: 'f1', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 100 }, forMs: 1000 },
      { id: 'f2', kind: 'hold', from: '@f1', to: 'clients', when: { event: 'lead', match: { node: '!@f1' }, after: 'f1' }, forMs: 100 },
      { id: 'f3', kind: 'kill', target: '@f1', when: { event: 'frame', match: { to: '@f1' }, after: 'f2' } },
    ]);
    lead(world, nemesis, 'n4', 1);
    world.runUntil(200);
    lead(world, nemesis, 'n4', 1);
    expect(report('f2').target).toEqual([]);
    lead(world, nemesis, 'n5', 2);
    expect(report('f2').target).toEqual(['n4 -> c0', 'n4 -> c1']);
    world.send('c0', 'n5');
    expect(report('f3').target).toEqual([]);
    world.send('c0', 'n4');
    expect(report('f3').target).toEqual(['n4']);
  });
});

describe('roles and triggers', () => {
  it('waits for a leader, takes the live one of the highest term, and forgets the dead', () => {
    const { world, report, nemesis } = play([
      { id: 'f1', kind: 'kill', target: 'leader', when: { atMs: 100 }, forMs: 500 },
      { id: 'f2', kind: 'pause', target: 'leader', when: { atMs: 200 }, forMs: 100 },
    ]);
    lead(world, nemesis, 'n1', 1);
    lead(world, nemesis, 'n2', 3);
    lead(world, nemesis, 'n3', 2);
    const late = world.event('n2', 'lead', { term: 3 });
    world.runUntil(300);
    expect(report('f1').target).toEqual(['n2']);
    nemesis.trace(late);
    world.runUntil(1000);
    expect(world.boot('n2')).toBe(2);
    expect(report('f2')).toMatchObject({ state: 'missing', target: [] });
    lead(world, nemesis, 'n5', 4);
    expect(report('f2').target).toEqual(['n5']);
  });

  it('does not take a paused leader for a live one, but the same leader once it goes on', () => {
    const { world, report, nemesis } = play([
      { id: 'f1', kind: 'pause', target: 'leader', when: { atMs: 100 }, forMs: 500 },
      { id: 'f2', kind: 'kill', target: 'leader', when: { atMs: 200 } },
    ]);
    lead(world, nemesis, 'n1', 1);
    world.runUntil(500);
    expect(report('f2').target).toEqual([]);
    world.runUntil(700);
    expect(report('f2')).toMatchObject({ target: ['n1'], beganAtMs: 610 });
  });

  it('lets one event set off one step of a chain only', () => {
    const { world, report, nemesis } = play([
      { id: 'f1', kind: 'pause', target: ['n1'], when: { event: 'commit', match: { index: 7 } } },
      { id: 'f2', kind: 'pause', target: ['n2'], when: { event: 'commit', match: { index: 7 }, after: 'f1' } },
    ]);
    nemesis.trace(world.event('n4', 'commit', { index: 6 }));
    expect(report('f1').target).toEqual([]);
    nemesis.trace(world.event('n4', 'commit', { index: 7 }));
    expect([report('f1').target, report('f2').target]).toEqual([['n1'], []]);
    nemesis.trace(world.event('n5', 'commit', { index: 7 }));
    expect(report('f2').target).toEqual(['n2']);
  });

  it('gives up a role after resolveWithinMs and a trigger after withinMs, with the reason, and what comes after them', () => {
    const { world, report } = play([
      { id: 'f1', kind: 'kill', target: 'leader', when: { atMs: 100 }, resolveWithinMs: 700 },
      { id: 'f2', kind: 'kill', target: ['n1'], when: { event: 'truncate', withinMs: 400 } },
      { id: 'f3', kind: 'pause', target: ['n1'], when: { atMs: 10, after: 'f2' } },
    ]);
    world.runUntil(1000);
    expect(report('f1')).toMatchObject({ state: 'missing', reason: 'waited 700 ms for a live leader' });
    expect(report('f2').reason).toBe('no truncate within 400 ms');
    expect(report('f3').reason).toBe('step f2 never began: no truncate within 400 ms');
  });

  it('draws targets by the seed and the step alone', () => {
    const kill: FaultStep = { id: 'f2', kind: 'kill', target: 'minority', when: { atMs: 500 } };
    const alone = play([kill]);
    const beside = play([{ id: 'f1', kind: 'delay', from: 'one', to: 'nodes', latencyMs: 5, when: { atMs: 100 } }, kill]);
    for (const { world } of [alone, beside]) world.runUntil(600);
    expect(alone.report('f2').target.length).toBe(2);
    expect(beside.report('f2').target).toEqual(alone.report('f2').target);
  });

  it('refuses a schedule that names what there is not', () => {
    expect(() => play([{ id: 'f1', kind: 'kill', target: '@f9', when: { atMs: 0 } }])).toThrow(/"f9"/);
    expect(() => play([{ id: 'f1', kind: 'kill', target: 'n9', when: { atMs: 0 } }])).toThrow(/got "n9"/);
  });
});

describe('the proof of a leader fault', () => {
  const pause: FaultStep = { id: 'f1', kind: 'pause', target: 'leader', when: { atMs: 100 }, forMs: 5000 };

  it('asks for a higher term once the leader was away for long', () => {
    const { world, report, nemesis } = play([pause]);
    lead(world, nemesis, 'n1', 1);
    world.runUntil(6000);
    expect(report('f1')).toMatchObject({ state: 'missing', effect: { stopped: ['n1'], termBefore: 1, termAfter: 1 } });
    lead(world, nemesis, 'n2', 2);
    expect(report('f1')).toMatchObject({ state: 'in-force', effect: { termBefore: 1, termAfter: 2 } });
  });

  it('does not ask when it was away too briefly, or when something else was at work', () => {
    const brief = play([{ ...pause, forMs: 900 }]);
    const beside = play([pause, { id: 'f2', kind: 'drop', from: 'nodes', to: 'nodes', when: { atMs: 3000 }, forMs: 100 }]);
    for (const { world, nemesis, report } of [brief, beside]) {
      lead(world, nemesis, 'n1', 1);
      world.runUntil(6000);
      expect(report('f1').state).toBe('in-force');
    }
  });
});
