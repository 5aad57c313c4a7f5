import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { defineSystem, type SystemDefinition } from './define-system.ts';
import { sameStatus } from './same-status.ts';

const least: SystemDefinition = {
  name: 'mine',
  launch: ({ ports }) => ({ file: '/bin/mine', args: [], listens: ports }),
  client: () => ({ attempt: () => {}, abandon: () => {}, close: () => {} }),
};

describe('defineSystem', () => {
  it('fills in what can be guessed, and promises nothing for it', () => {
    const system = defineSystem({ ...least, variants: [{ name: 'slow' }] });
    expect(system).toMatchObject({ status: { method: 'GET', path: '/status' }, traced: false, checkers: [], config: {}, plans: {} });
    expect(system.appliesOnce).toBeUndefined();
    expect(system.variants).toEqual([{ name: 'slow', description: '', source: '', foundBy: [] }]);
    expect(system.converged(bodies({ a: 1, b: 2 }, { b: 2, a: 1 }))).toBe(true);
    expect(system.converged(bodies({ a: 1 }, { a: 2 }))).toBe(false);
  });

  it('takes a field that holds nothing for one that is not there', () => {
    const system = defineSystem({ ...least, converged: undefined } as unknown as SystemDefinition);
    expect(system.converged(bodies(1, 1))).toBe(true);
  });

  it('refuses what cannot be used, with every reason', () => {
    const wrong = { ...least, name: '', client: undefined } as unknown as SystemDefinition;
    expect(() => defineSystem(wrong)).toThrow(expect.objectContaining({ code: 'bad-system', exitCode: 254 }));
    expect(() => defineSystem(wrong)).toThrow(/name: expected .*\n {2}client: expected a function/);
  });
});

describe('sameStatus', () => {
  it('compares the fields that it is told', () => {
    expect(sameStatus('index')(bodies({ node: 'n1', index: 7 }, { node: 'n2', index: 7 }))).toBe(true);
    expect(sameStatus('index')(bodies({ node: 'n1', index: 7 }, { node: 'n2', index: 8 }))).toBe(false);
  });

  it('finds nothing the same where there is nothing to compare', () => {
    expect(() => sameStatus('indx')(bodies({ index: 7 }, { index: 8 }))).toThrow(
      'expected the status of n1 to have a field "indx", got {"index":7}',
    );
  });
});

function bodies(...each: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(each.map((body, i) => [`n${i + 1}`, body]));
}
