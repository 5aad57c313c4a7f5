import { describe, expect, it } from 'vitest';
import type { TraceItem } from '../../src/core/index.ts';
import { checkTrace, settled, write } from './test-scenario-cluster.ts';

describe('where the trace is missing something', () => {
  const cases: readonly (readonly [string, (items: TraceItem[]) => TraceItem[]])[] = [
    ['a gap that is told', (items) => items.toSpliced(9, 1, { kind: 'gap', node: 'n2', boot: 1, afterSeq: 1, reason: 'the file was cut' })],
    ['a jump of the sequence', (items) => items.toSpliced(9, 1)],
    [
      'a boot without its beginning',
      (items) => items.filter((item) => item.kind === 'gap' || item.event.node !== 'n2' || item.event.seq > 1),
    ],
    [
      'an event that says too little',
      (items) => items.map((item) => (item.kind === 'event' && item.event.event === 'lead' ? without(item, 'votes') : item)),
    ],
    ['an event that comes twice', (items) => [...items, items[3] as TraceItem]],
    ['a node without a trace', (items) => items.filter((item) => item.kind === 'gap' || item.event.node !== 'n2')],
  ];

  it.each(cases)('%s makes the verdict unknown', (_, damage) => {
    const { scenario, trio } = settled();
    write('a:1', ...trio);
    expect(checkTrace(damage(scenario.items))).toMatchObject({ verdict: 'unknown', findings: [], reason: expect.any(String) });
  });

  it('still tells what is wrong all the same', () => {
    const { scenario, trio } = settled();
    trio[2].read(null);
    const items = scenario.items.toSpliced(9, 1);
    expect(checkTrace(items)).toMatchObject({ verdict: 'invalid', findings: [{ rule: 'read-unconfirmed' }] });
  });

  it('never blames a node for what any lost event may have said', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    write('a:1', n1, n2, n3);
    n2.start();
    n2.follow(n1);
    write('a:2', n1, n2, n3);
    for (let lost = 0; lost < scenario.items.length; lost += 1) {
      const { findings } = checkTrace(scenario.items.toSpliced(lost, 1));
      expect(findings).toEqual([]);
    }
  });

  it('never blames a node for where its trace ends', () => {
    const { scenario, trio } = settled();
    write('a:1', ...trio);
    for (const node of trio)
      for (let seq = 0; seq <= node.seq; seq += 1) {
        const items = scenario.items.filter((item) => item.kind === 'event' && (item.event.node !== node.name || item.event.seq <= seq));
        expect(checkTrace(items).findings).toEqual([]);
      }
  });

  it('knows what it does not know of', () => {
    const { scenario, trio } = settled();
    trio[1].say({ event: 'snapshot' } as never);
    expect(checkTrace(scenario.items).verdict).toBe('valid');
  });
});

function without(item: Extract<TraceItem, { kind: 'event' }>, field: string): TraceItem {
  const { [field]: _, ...event } = item.event;
  return { kind: 'event', event: event as typeof item.event };
}
