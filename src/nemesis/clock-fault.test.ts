import { describe, expect, it } from 'vitest';
import { defaultSimulation } from '../core/index.ts';
import { play } from './test-play.ts';

describe('a fault of a clock', () => {
  it('lets the clock jump and drift, and sets it right at the end', () => {
    const { world, report } = play([
      { id: 'f1', kind: 'clock', target: ['n2'], offsetMs: -300, driftPpm: 20_000, when: { atMs: 100 }, forMs: 500 },
    ]);
    world.runUntil(300);
    expect(world.clockOf('n2')).toEqual({ offsetMs: -300, driftPpm: 20_000 });
    world.runUntil(1000);
    expect(world.clockOf('n2')).toBeUndefined();
    expect(world.calls).toEqual(['skew n2 @100', 'skew n2 @605']);
    expect(report('f1')).toMatchObject({ state: 'in-force', effect: { skewed: ['n2'], offsetMs: -300, driftPpm: 20_000 } });
  });

  it('adds to what the plan says and to what other faults do; its end takes only its own part away', () => {
    const { world } = play(
      [
        { id: 'f1', kind: 'clock', target: ['n2'], offsetMs: 0, driftPpm: 10_000, when: { atMs: 1000 }, forMs: 5000 },
        { id: 'f2', kind: 'clock', target: ['n2'], offsetMs: 500, when: { atMs: 2000 }, forMs: 1000 },
      ],
      () => {},
      42,
      { simulation: { ...defaultSimulation, clocks: { n2: { offsetMs: 7, driftPpm: 1000 } } } },
    );
    world.runUntil(1500);
    expect(world.clockOf('n2')).toEqual({ offsetMs: 8, driftPpm: 11_000 });
    world.runUntil(2500);
    // What both drifts have gained stays gained: 2 ms by the plan's, 10 ms by f1's.
    expect(world.clockOf('n2')).toEqual({ offsetMs: 519, driftPpm: 11_000 });
    world.runUntil(4000);
    expect(world.clockOf('n2')).toEqual({ offsetMs: 30.055, driftPpm: 11_000 });
    world.runUntil(7000);
    expect(world.clockOf('n2')).toBeUndefined();
  });

  it('reaches a node that is down, and is missing where the world refuses it', () => {
    const { world, report } = play(
      [
        { id: 'f1', kind: 'kill', target: ['n2'], when: { atMs: 100 }, forMs: 1000 },
        { id: 'f2', kind: 'clock', target: ['n2'], offsetMs: 50, when: { atMs: 200 }, forMs: 100 },
        { id: 'f3', kind: 'clock', target: ['n1'], offsetMs: 50, when: { atMs: 200 }, forMs: 100 },
      ],
      (made) => made.refuse('skew', 'n1', new Error('not here')),
    );
    world.runUntil(1000);
    expect(report('f2').state).toBe('in-force');
    expect(report('f3')).toMatchObject({ state: 'missing', reason: 'n1: not here' });
  });
});
