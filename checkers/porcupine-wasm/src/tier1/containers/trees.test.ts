import { expect, test } from 'vitest';
import { below, randomFrom } from '../../testing/random-number.ts';
import { CountTree, greatest, LeastTree } from './trees.ts';

test('the first below a bound, and the least from a place on, are those of a plain row', () => {
  const random = randomFrom(3);
  for (let round = 0; round < 300; round += 1) {
    const row = Int32Array.from({ length: 1 + below(random, 40) }, () => below(random, 20));
    const tree = new LeastTree(row);
    for (let i = 0; i < 40; i += 1) {
      const at = below(random, row.length);
      const value = random() < 0.3 ? greatest : below(random, 20);
      row[at] = value;
      tree.set(at, value);
      const [from, to] = [below(random, row.length), below(random, row.length + 1)].sort((a, b) => a - b) as [number, number];
      const bound = below(random, 21);
      expect(tree.firstBelow(bound, from, to)).toBe(row.findIndex((item, place) => place >= from && place < to && item < bound));
      expect(tree.leastFrom(from)).toBe(Math.min(...row.subarray(from)));
    }
  }
});

test('the first zero of a stretch is that of a plain row, whatever was added to stretches', () => {
  const random = randomFrom(4);
  for (let round = 0; round < 300; round += 1) {
    const row = Int32Array.from({ length: 1 + below(random, 40) }, () => below(random, 3));
    const tree = new CountTree(row);
    for (let i = 0; i < 40; i += 1) {
      const [from, to] = [below(random, row.length + 1), below(random, row.length + 1)].sort((a, b) => a - b) as [number, number];
      const change = row.subarray(from, to).every((count) => count > 0) && random() < 0.6 ? -1 : 1;
      for (let at = from; at < to; at += 1) row[at] = (row[at] as number) + change;
      tree.add(change, from, to);
      const [start, end] = [below(random, row.length + 1), below(random, row.length + 1)].sort((a, b) => a - b) as [number, number];
      expect(tree.firstZero(start, end)).toBe(row.findIndex((count, place) => place >= start && place < end && count === 0));
    }
  }
});
