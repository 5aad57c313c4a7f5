import { describe, expect, it } from 'vitest';
import type { JsonObject, TraceItem } from '../../core/index.ts';
import { createCoverage } from './coverage.ts';

const nodes = ['n1', 'n2', 'n3'];

function reached(items: readonly (readonly [node: string, event: string, fields: JsonObject])[]): Uint32Array {
  const coverage = createCoverage(nodes);
  for (const [i, [node, event, fields]] of items.entries()) {
    const item: TraceItem = { kind: 'event', event: { ...fields, node, boot: 1, seq: i + 1, at: i, event } };
    coverage.trace(item);
  }
  return coverage.hashes();
}

const append = (term: number) => ({ type: 'append', to: 'n2', term });
const reply = (term: number) => ({ type: 'append-reply', to: 'n1', term });

describe('coverage', () => {
  it('tells sequences of messages apart by type, role and relative term', () => {
    const plain = reached([
      ['n1', 'send', append(1)],
      ['n2', 'send', reply(1)],
    ]);
    expect(plain).toHaveLength(2);
    expect(
      reached([
        ['n1', 'send', append(1)],
        ['n2', 'send', append(1)],
      ]),
    ).not.toEqual(plain);
    expect(
      reached([
        ['n1', 'role', { role: 'leader', term: 1 }],
        ['n1', 'send', append(1)],
        ['n2', 'send', reply(1)],
      ]),
    ).not.toEqual(plain);
    expect(
      reached([
        ['n3', 'term', { term: 5 }],
        ['n1', 'send', append(1)],
      ]).at(-1),
    ).not.toBe(plain[0]);
  });

  it('does not grow when the same goes on', () => {
    const beats = Array.from(
      { length: 300 },
      () =>
        [
          ['n1', 'send', append(1)],
          ['n2', 'send', reply(1)],
        ] as const,
    ).flat();
    expect(reached(beats).length).toBeLessThan(8);
  });

  it('knows nodes by their state, not by their names', () => {
    const led = (leader: string) =>
      reached([
        [leader, 'role', { role: 'leader', term: 1 }],
        [leader, 'append', { term: 1, firstIndex: 1, terms: [1, 1, 1] }],
        [leader, 'commit', { term: 1, index: 2 }],
      ]);
    expect(led('n1')).toEqual(led('n3'));
    expect(led('n1')).toHaveLength(3);
  });

  it('sees terms as they relate, not as numbers', () => {
    const elected = (term: number) => reached(nodes.map((node) => [node, 'term', { term }] as const)).at(-1);
    expect(elected(3)).toBe(elected(9));
  });

  it('takes no notice of gaps, strangers and other systems', () => {
    const coverage = createCoverage(nodes);
    coverage.trace({ kind: 'gap', node: 'n1', boot: 1, afterSeq: 3, reason: 'torn' });
    coverage.trace({ kind: 'event', event: { node: 'n9', boot: 1, seq: 1, at: 0, event: 'term', term: 1 } });
    coverage.trace({ kind: 'event', event: { node: 'n1', boot: 1, seq: 1, at: 0, event: 'hello' } });
    expect(coverage.hashes()).toHaveLength(0);
  });
});
