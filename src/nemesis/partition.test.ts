import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Link, NodeId } from '../core/index.ts';
import { cutLinks } from './partition.ts';

const clusters = fc
  .integer({ min: 3, max: 9 })
  .map((size) => Array.from({ length: size }, (_, index) => `n${index + 1}`))
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

describe('ring', () => {
  it('leaves every node a majority, and no two nodes the same, and is symmetric', () => {
    fc.assert(
      fc.property(clusters, (order) => {
        const cut = cutLinks({ shape: 'ring' }, [], order);
        expect(cut.length).toBeGreaterThan(0);
        const views = order.map((node) => seenBy(node, order, cut));
        for (const view of views) expect(view.length).toBeGreaterThan(order.length / 2);
        expect(new Set(views.map(String)).size).toBe(order.length);
        expectSymmetric(cut);
      }),
    );
  });

  it('has nothing to cut between fewer than three nodes', () => {
    expect(cutLinks({ shape: 'ring' }, [], ['n1', 'n2'])).toEqual([]);
  });
});

describe('bridge', () => {
  it('divides all but the bridge into two sides that differ by at most one node and do not see each other', () => {
    fc.assert(
      fc.property(clusters, (order) => {
        const bridge = order[0] as NodeId;
        const cut = cutLinks({ shape: 'bridge' }, [bridge], order);
        expect(seenBy(bridge, order, cut)).toEqual([...order].sort());
        const [first, ...rest] = order.slice(1) as [NodeId, ...NodeId[]];
        const side = seenBy(first, order, cut).filter((node) => node !== bridge);
        const other = rest.filter((node) => !side.includes(node));
        expect(Math.abs(side.length - other.length)).toBeLessThanOrEqual(1);
        for (const node of other) expect(seenBy(node, order, cut)).toEqual([bridge, ...other].sort());
        expectSymmetric(cut);
      }),
    );
  });
});

describe('halves, isolate and one-way', () => {
  const strikes = clusters.chain((order) =>
    fc.record({ order: fc.constant(order), target: fc.shuffledSubarray(order, { minLength: 1, maxLength: order.length - 1 }) }),
  );

  it('halves: either side sees itself and nothing else', () => {
    fc.assert(
      fc.property(strikes, ({ order, target }) => {
        const cut = cutLinks({ shape: 'halves' }, target, order);
        for (const node of order) {
          const side = order.filter((peer) => target.includes(peer) === target.includes(node));
          expect(seenBy(node, order, cut)).toEqual(side.sort());
        }
        expectSymmetric(cut);
      }),
    );
  });

  it('isolate: each target sees itself alone, the others see each other', () => {
    fc.assert(
      fc.property(strikes, ({ order, target }) => {
        const cut = cutLinks({ shape: 'isolate' }, target, order);
        for (const node of order) {
          const view = target.includes(node) ? [node] : order.filter((peer) => !target.includes(peer));
          expect(seenBy(node, order, cut)).toEqual(view.sort());
        }
      }),
    );
  });

  it('one-way: nothing leaves the target, or nothing reaches it, and the other direction is whole', () => {
    fc.assert(
      fc.property(strikes, ({ order, target }) => {
        const out = cutLinks({ shape: 'one-way' }, target, order);
        const into = cutLinks({ shape: 'one-way', direction: 'in' }, target, order);
        expect(out.length).toBe(target.length * (order.length - target.length));
        for (const { from, to } of out) expect(target.includes(from) && !target.includes(to)).toBe(true);
        expect(new Set(into.map(({ from, to }) => `${to} ${from}`))).toEqual(new Set(out.map(({ from, to }) => `${from} ${to}`)));
      }),
    );
  });
});

function seenBy(node: NodeId, order: readonly NodeId[], cut: readonly Link[]): NodeId[] {
  return order.filter((peer) => !cut.some(({ from, to }) => from === peer && to === node)).sort();
}

function expectSymmetric(cut: readonly Link[]): void {
  const links = new Set(cut.map(({ from, to }) => `${from} ${to}`));
  expect(links.size).toBe(cut.length);
  for (const { from, to } of cut) expect(links.has(`${to} ${from}`)).toBe(true);
}
