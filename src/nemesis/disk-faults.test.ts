import { describe, expect, it } from 'vitest';
import { play } from './test-play.ts';

describe('faults of a disk that goes on working', () => {
  it('slows a disk down from begin to end, and counts the calls that waited', () => {
    const { world, report } = play([{ id: 'f1', kind: 'slow-disk', target: ['n2'], latencyMs: 50, when: { atMs: 100 }, forMs: 300 }]);
    world.write('n2');
    world.runUntil(200);
    world.write('n2');
    world.write('n2');
    world.write('n3');
    world.runUntil(1000);
    world.write('n2');
    expect(report('f1')).toMatchObject({ state: 'in-force', target: ['n2'], beganAtMs: 100, endedAtMs: 410, effect: { delayed: 2 } });
    expect(world.cluster.state('n2')).toBe('up');
  });

  it('calls a slow disk idle that nobody used', () => {
    const { world, report } = play([{ id: 'f1', kind: 'slow-disk', target: 'one', latencyMs: 50, when: { atMs: 100 }, forMs: 300 }]);
    world.runUntil(1000);
    expect(report('f1')).toMatchObject({ state: 'idle', effect: { delayed: 0 } });
  });

  it('misdirects the next write alone, and the node goes on until it reads its disk', () => {
    const { world, report, failures, heal } = play([
      { id: 'f1', kind: 'misdirected-write', target: ['n2'], when: { atMs: 100 }, forMs: 300 },
      { id: 'f2', kind: 'kill', target: ['n2'], when: { atMs: 1000 }, forMs: 300 },
      { id: 'f3', kind: 'misdirected-write', target: ['n2'], when: { atMs: 2000 }, forMs: 300 },
    ]);
    world.runUntil(200);
    world.write('n2');
    world.write('n2');
    world.runUntil(900);
    expect(report('f1')).toMatchObject({ state: 'in-force', effect: { damaged: [{ node: 'n2', file: 'wal', offset: 0 }] } });
    expect(world.cluster.state('n2')).toBe('up');
    world.runUntil(3000);
    expect(world.cluster.lost('n2')).toMatch(/damaged by f1/);
    expect(report('f3').state).toBe('merged');
    expect(heal()).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('calls a misdirected write idle when there was none, and harms no later one', () => {
    const { world, report } = play([{ id: 'f1', kind: 'misdirected-write', target: ['n2'], when: { atMs: 100 }, forMs: 300 }]);
    world.runUntil(1000);
    world.write('n2');
    expect(report('f1')).toMatchObject({ state: 'idle', effect: { damaged: [] } });
  });

  it('is missing where the world refuses it, with the reason', () => {
    const { world, report } = play(
      [{ id: 'f1', kind: 'slow-disk', target: ['n1', 'n2'], latencyMs: 5, when: { atMs: 0 }, forMs: 5000 }],
      (made) => made.refuse('disk', 'n1', new Error('not here')),
    );
    world.runUntil(100);
    expect(report('f1')).toMatchObject({ state: 'missing', reason: 'n1: not here', endedAtMs: 10 });
  });
});

describe('bit rot', () => {
  const rot = { id: 'f1', kind: 'bit-rot', target: ['n2'], when: { atMs: 100 }, forMs: 500 } as const;

  it('kills the node, flips a bit before anything can start it, and starts it: it refuses, which is no failure', () => {
    const { world, report, failures, heal } = play([rot], (made) => made.write('n2'));
    world.runUntil(102);
    expect(world.calls).toEqual(['kill n2 @100']);
    world.runUntil(600);
    expect(world.calls).toEqual(['kill n2 @100', 'disk n2 @105']);
    expect(world.cluster.state('n2')).toBe('down');
    world.runUntil(2000);
    expect(world.calls.slice(2)).toEqual(['start n2 @610']);
    expect(report('f1')).toMatchObject({
      state: 'in-force',
      endedAtMs: 660,
      effect: { exited: ['n2'], damaged: [{ node: 'n2' }], boots: {}, refused: ['n2'] },
    });
    expect(heal()).toBeUndefined();
    expect(failures).toEqual([]);
    expect(world.cluster.state('n2')).toBe('down');
    expect(world.calls.length).toBe(3);
  });

  it('is idle where nothing durable was there to rot, and the node comes back', () => {
    const { world, report } = play([rot]);
    world.runUntil(2000);
    expect(report('f1')).toMatchObject({ state: 'idle', effect: { exited: ['n2'], damaged: [], boots: { n2: 2 } } });
    expect(world.cluster.state('n2')).toBe('up');
  });

  it('strikes the disk of a node that is down already', () => {
    const { world, report } = play([{ id: 'f0', kind: 'kill', target: ['n2'], when: { atMs: 50 }, forMs: 200 }, rot], (made) =>
      made.write('n2'),
    );
    world.runUntil(2000);
    expect(report('f1')).toMatchObject({ state: 'in-force', effect: { exited: [], refused: ['n2'] } });
    expect(report('f0')).toMatchObject({ state: 'in-force', effect: { boots: {} } });
  });

  it('damages the disk before the heal starts the node, also when the heal comes in between', () => {
    const { world, report, heal, failures } = play([rot], (made) => made.write('n2'));
    world.runUntil(103);
    expect(heal()).toBeUndefined();
    expect(world.calls).toEqual(['kill n2 @100', 'disk n2 @105', 'start n2 @110']);
    expect(report('f1').state).toBe('in-force');
    expect(failures).toEqual([]);
  });
});

describe('the loss of a disk', () => {
  it('kills the node, wipes its disk, and nothing ever starts it again', () => {
    const { world, report, failures, heal } = play([
      { id: 'f1', kind: 'disk-loss', target: ['n2'], when: { atMs: 100 }, forMs: 500 },
      { id: 'f2', kind: 'disk-loss', target: ['n2'], when: { atMs: 700 }, forMs: 500 },
      { id: 'f3', kind: 'bit-rot', target: ['n2'], when: { atMs: 750 }, forMs: 500 },
      { id: 'f4', kind: 'power-cut', target: 'all', when: { atMs: 800 }, forMs: 500 },
      { id: 'f5', kind: 'clock', target: ['n2'], offsetMs: 5, when: { atMs: 810 }, forMs: 100 },
    ]);
    world.runUntil(3000);
    expect(report('f1')).toMatchObject({ state: 'in-force', endedAtMs: 610, effect: { exited: ['n2'], lost: ['n2'] } });
    expect(['f2', 'f3', 'f4', 'f5'].map((id) => report(id).state)).toEqual(['merged', 'merged', 'in-force', 'merged']);
    expect(heal()).toBeUndefined();
    expect(failures).toEqual([]);
    expect(world.cluster.state('n2')).toBe('down');
    expect(world.cluster.state('n1')).toBe('up');
    expect(world.calls.filter((call) => call.startsWith('start') && call.includes('n2'))).toEqual([]);
  });

  it('prefers nodes that are left when it draws whom to strike', () => {
    const { world, report } = play([
      { id: 'f1', kind: 'disk-loss', target: ['n1', 'n2', 'n3', 'n4'], when: { atMs: 100 }, forMs: 100 },
      { id: 'f2', kind: 'slow-disk', target: 'one', latencyMs: 5, when: { atMs: 500 }, forMs: 100 },
    ]);
    world.runUntil(1000);
    expect(report('f2').target).toEqual(['n5']);
  });
});
