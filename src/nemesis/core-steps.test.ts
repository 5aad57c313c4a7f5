import { describe, expect, it } from 'vitest';
import type { CorePlan, FaultStep } from '../core/index.ts';
import { lead, nodes, play } from './test-play.ts';

const core: CorePlan = {
  stops: [
    { node: 'n4', how: 'dead' },
    { node: 'n5', how: 'cut-off' },
  ],
  cuts: [{ from: 'n1', to: 'n2' }],
};

function playCore(faults: readonly FaultStep[], plan: CorePlan = core): ReturnType<typeof play> {
  return play(faults, () => {}, 42, { core: plan });
}

describe('the core phase', () => {
  it('ends every fault, stops those of the plan, and brings the others up', () => {
    const { world, report, records, beginCore, nemesis, failures } = playCore([
      { id: 'f1', kind: 'kill', target: ['n1', 'n5'], when: { atMs: 100 } },
      { id: 'f2', kind: 'partition', shape: 'isolate', target: ['n3'], when: { atMs: 200 } },
      { id: 'f3', kind: 'pause', target: ['n2'], when: { atMs: 300 } },
      { id: 'f4', kind: 'kill', target: ['n2'], when: { event: 'lead' } },
    ]);
    world.runUntil(1000);
    expect(beginCore()).toBeUndefined();
    expect(nodes.map((node) => world.cluster.state(node))).toEqual(['up', 'up', 'up', 'down', 'up']);
    expect(world.send('n3', 'n1')).toBe(true);
    expect([world.send('n5', 'n1'), world.send('n3', 'n5'), world.send('n1', 'n2'), world.send('n2', 'n1')]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([world.send('c0', 'n5'), world.send('n5', 'c0')]).toEqual([true, true]);
    lead(world, nemesis, 'n1', 1);
    expect(report('f4')).toMatchObject({ state: 'missing', reason: 'the schedule ended before what sets it off came' });
    const begins = records.filter(({ f, id }) => f === 'fault-begin' && String(id).startsWith('core-')).map(({ id }) => id);
    expect(begins).toEqual(['core-n4', 'core-n5', 'core-n1-n2']);
    expect(nemesis.active()).toEqual(['kill n4', 'partition isolate n5', 'drop n1']);
    expect(failures).toEqual([]);
  });

  it('reports its stops behind the steps, each in force once it stands, with what it touched', () => {
    const { world, report, nemesis, beginCore, heal } = playCore([{ id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 } }]);
    world.runUntil(1000);
    expect(nemesis.reports().map(({ id }) => id)).toEqual(['f1']);
    beginCore();
    world.send('n5', 'n1');
    expect(nemesis.reports().map(({ id, kind, target, state }) => ({ id, kind, target, state }))).toEqual([
      { id: 'f1', kind: 'kill', target: ['n1'], state: 'in-force' },
      { id: 'core-n4', kind: 'kill', target: ['n4'], state: 'in-force' },
      { id: 'core-n5', kind: 'partition', target: ['n5'], state: 'in-force' },
      { id: 'core-n1-n2', kind: 'drop', target: ['n1 -> n2'], state: 'in-force' },
    ]);
    expect(report('core-n5')).toMatchObject({ effect: { seen: 1, affected: 1 } });
    expect(report('core-n1-n2')).toMatchObject({ effect: { seen: 0, affected: 0 } });
    expect(heal()).toBeUndefined();
    expect(report('core-n4')).toMatchObject({ effect: { exited: ['n4'], boots: { n4: 2 } } });
    expect(nemesis.reports().every(({ endedAtMs }) => endedAtMs !== undefined)).toBe(true);
  });

  it('leaves a node dead that a fault held down, without starting it in between', () => {
    const { world, report, beginCore } = playCore([{ id: 'f1', kind: 'power-cut', target: ['n4', 'n5'], when: { atMs: 100 } }]);
    world.runUntil(1000);
    beginCore();
    expect(world.calls.filter((call) => call.startsWith('start'))).toEqual(['start n5 @1000']);
    expect(report('core-n4').state).toBe('merged');
    expect(report('f1').endedAtMs).toBe(1050);
  });

  it('lifts the stops at the end and brings everything up', () => {
    const { world, records, beginCore, heal, nemesis } = playCore([]);
    beginCore();
    expect(heal()).toBeUndefined();
    expect(nodes.map((node) => world.cluster.state(node))).toEqual(['up', 'up', 'up', 'up', 'up']);
    expect([world.send('n5', 'n1'), world.send('n1', 'n2')]).toEqual([true, true]);
    expect(nemesis.active()).toEqual([]);
    expect(records.map(({ f, id }) => `${f} ${id}`)).toEqual([
      'fault-begin core-n4',
      'fault-begin core-n5',
      'fault-begin core-n1-n2',
      'fault-end core-n5',
      'fault-end core-n1-n2',
      'fault-end core-n4',
    ]);
  });

  it('does without nodes that are lost, in the core and outside of it', () => {
    const { world, report, beginCore, heal, failures } = playCore([
      { id: 'f1', kind: 'disk-loss', target: ['n2', 'n4', 'n5'], when: { atMs: 100 } },
    ]);
    world.runUntil(1000);
    expect(beginCore()).toBeUndefined();
    expect(nodes.map((node) => world.cluster.state(node))).toEqual(['up', 'down', 'up', 'down', 'down']);
    expect([report('core-n4').state, report('core-n5').state]).toEqual(['merged', 'in-force']);
    expect(heal()).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('brings a node up that had died by itself, and leaves one down that dies in the core phase', () => {
    const { world, beginCore, nemesis, heal } = playCore([]);
    world.die('n1');
    nemesis.died('n1');
    beginCore();
    expect(world.cluster.state('n1')).toBe('up');
    world.die('n1');
    nemesis.died('n1');
    world.runUntil(world.cluster.clock.now() + 1000);
    expect(world.cluster.state('n1')).toBe('down');
    expect(heal()).toBeUndefined();
    expect(world.cluster.state('n1')).toBe('up');
  });

  it('says which node of the core could not be started', () => {
    const { world, beginCore, failures } = playCore([{ id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 } }]);
    world.refuse('start', 'n1', new Error('no such file'));
    world.runUntil(1000);
    expect(beginCore()?.message).toMatch(/n1 is down/);
    expect(failures).toEqual(['no such file']);
  });

  it('does not ask for a new leader where its stop struck the old one: the phase does', () => {
    const { world, report, nemesis, beginCore } = playCore([], { stops: [{ node: 'n1', how: 'dead' }], cuts: [] });
    lead(world, nemesis, 'n1', 1);
    beginCore();
    world.runUntil(60_000);
    nemesis.endAll(() => {});
    world.runUntil(70_000);
    expect(report('core-n1')).toMatchObject({ state: 'in-force', effect: { termBefore: 1, termAfter: 1 } });
  });

  it('heals all where the plan has none, and begins nothing', () => {
    const { world, beginCore, heal, records } = play([{ id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 } }]);
    world.runUntil(1000);
    expect(beginCore()).toBeUndefined();
    expect(heal()).toBeUndefined();
    expect(records.map(({ f, id }) => `${f} ${id}`)).toEqual(['fault-begin f1', 'fault-end f1']);
  });

  it('refuses a stop of a node that there is not, and a fault with the id of a stop', () => {
    expect(() => playCore([], { stops: [{ node: 'n9', how: 'dead' }], cuts: [] })).toThrow(/got "n9"/);
    expect(() => playCore([{ id: 'core-n4', kind: 'kill', target: ['n1'], when: { atMs: 0 } }])).toThrow(/"core-n4" stands twice/);
  });
});
