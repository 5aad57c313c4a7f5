import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkRule } from '../core/index.ts';
import { link, passed, world } from './test-table.ts';

describe('composition', () => {
  it('adds up: delays, copies, a changed byte', () => {
    const { apply, send } = world();
    apply('f1', { kind: 'delay', latencyMs: 10 });
    apply('f2', { kind: 'delay', latencyMs: 5 });
    apply('f3', { kind: 'duplicate' });
    apply('f4', { kind: 'corrupt' });
    expect(send('a')).toMatchObject({ kind: 'delivered', copies: 2, dueMs: 15, corruptAt: expect.any(Number) });
  });

  it('counts what became of the message: a dropped one was not delayed', () => {
    const { apply, send, table } = world();
    apply('f1', { kind: 'delay', latencyMs: 10 });
    apply('f2', { kind: 'drop' }, 1);
    apply('f3', { kind: 'drop' }, 2);
    expect(send('a')).toEqual({ kind: 'dropped' });
    expect(table.effect('f1')).toMatchObject({ seen: 1, affected: 0 });
    expect(table.effect('f2')).toMatchObject({ seen: 1, affected: 1 });
    expect(table.effect('f3')).toMatchObject({ seen: 1, affected: 1 });
  });

  it('goes in plan order, not in order of beginning', () => {
    const { apply, send } = world();
    apply('second', { kind: 'hold' }, 2);
    apply('first', { kind: 'hold' }, 1);
    expect(send('a')).toEqual({ kind: 'held', by: ['first', 'second'] });
  });

  it('passes over rules that the message cannot obey, uncounted', () => {
    const { apply, table } = world();
    apply('f1', { kind: 'corrupt' });
    const frame = { link, type: 'request', fields: {}, bytes: 10 };
    expect(table.judge(frame, { obeys: ({ kind }) => kind !== 'corrupt', settled: () => {} })).toEqual(passed(0));
    expect(table.effect('f1').seen).toBe(0);
  });
});

describe('draws', () => {
  const rules: fc.Arbitrary<LinkRule> = fc.oneof(
    fc.record({ kind: fc.constant('drop' as const), probability: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('duplicate' as const), probability: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('corrupt' as const), probability: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('reorder' as const), withinMs: fc.integer({ min: 1, max: 50 }) }),
    fc.record({
      kind: fc.constant('delay' as const),
      latencyMs: fc.integer({ min: 0, max: 50 }),
      jitterMs: fc.integer({ min: 0, max: 50 }),
    }),
  );
  const types = fc.array(fc.constantFrom('append', 'vote'), { minLength: 1, maxLength: 30 });

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(rules, { maxLength: 4 }), types, (seed, faults, sent) => {
        const runs = [0, 1].map(() => {
          const { apply, send } = world(seed);
          for (const [i, rule] of faults.entries()) apply(`f${i}`, rule, i);
          return sent.map((type) => send('', { type }));
        });
        expect(runs[0]).toEqual(runs[1]);
      }),
    );
  });

  it('of one fault do not depend on whether another one is there', () => {
    fc.assert(
      fc.property(fc.nat(), rules, fc.double({ min: 0, max: 1, noNaN: true }), types, (seed, noise, probability, sent) => {
        const drops = [true, false].map((noisy) => {
          const { apply, send, table } = world(seed);
          if (noisy) apply('noise', noise, 0);
          apply('f1', { kind: 'drop', probability }, 1);
          return sent.map((type) => {
            send('', { type });
            return table.effect('f1').affected;
          });
        });
        expect(drops[0]).toEqual(drops[1]);
      }),
    );
  });

  it('never let a message overtake another one without a reorder', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.tuple(rules, fc.boolean(), fc.nat(20)), { maxLength: 30 }), (seed, steps) => {
        const { apply, send, at, table } = world(seed);
        let now = 0;
        let last = 0;
        for (const [i, [rule, begins, waitMs]] of steps.entries()) {
          now += waitMs;
          at(now);
          if (begins && rule.kind !== 'reorder') apply(`f${i}`, rule, i);
          else table.remove(`f${i - 1}`);
          const fate = send(String(i));
          if (fate.kind !== 'delivered') continue;
          expect(fate.dueMs).toBeGreaterThanOrEqual(Math.max(last, now));
          last = fate.dueMs;
        }
      }),
    );
  });
});
