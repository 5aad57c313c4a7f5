import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

describe('turns', () => {
  it('gives a node to one at a time, several nodes at one instant, and nobody overtakes on a node', () => {
    const turns = createTurns();
    const log: string[] = [];
    const finishers = new Map<string, () => void>();
    const take = (name: string, nodes: readonly string[]): void =>
      turns.take(nodes, (finish) => {
        log.push(name);
        finishers.set(name, finish);
      });
    take('a', ['n1']);
    take('both', ['n1', 'n2']);
    take('late', ['n2']);
    take('free', ['n3']);
    expect(log).toEqual(['a', 'free']);
    expect([turns.free('n2'), turns.free('n3'), turns.free('n4')]).toEqual([false, false, true]);
    finishers.get('a')?.();
    expect(log).toEqual(['a', 'free', 'both']);
    finishers.get('both')?.();
    expect(log).toEqual(['a', 'free', 'both', 'late']);
    finishers.get('late')?.();
    expect([turns.free('n1'), turns.free('n2')]).toEqual([true, true]);
  });

  it('goes on when a turn finishes, or asks for another, while it is given out', () => {
    const turns = createTurns();
    const log: number[] = [];
    const again = (count: number): void =>
      turns.take(['n1'], (finish) => {
        log.push(count);
        if (count < 3) again(count + 1);
        finish();
      });
    again(1);
    expect(log).toEqual([1, 2, 3]);
  });
});
