import { describe, expect, it } from 'vitest';
import { EventComparison } from './compare-events.ts';

function compare(recorded: readonly string[], now: readonly string[]) {
  const comparison = new EventComparison(recorded);
  for (const line of now) comparison.event(line);
  return comparison.finish();
}

describe('two runs, event by event', () => {
  it.each([
    ['the same', ['a', 'b'], ['a', 'b'], undefined],
    ['both empty', [], [], undefined],
    ['one event that differs', ['a', 'b', 'c'], ['a', 'x', 'c'], { number: 2, recorded: 'b', now: 'x' }],
    ['the first of two that differ', ['a', 'b'], ['x', 'y'], { number: 1, recorded: 'a', now: 'x' }],
    ['one event more now', ['a'], ['a', 'b'], { number: 2, now: 'b' }],
    ['one event less now', ['a', 'b'], ['a'], { number: 2, recorded: 'b' }],
    ['nothing now', ['a'], [], { number: 1, recorded: 'a' }],
  ])('%s', (_, recorded, now, expected) => {
    expect(compare(recorded, now)).toEqual(expected);
  });

  it('reads no further than the first difference, and lets go of what it reads from', () => {
    let read = 0;
    let released = false;
    function* recorded() {
      try {
        for (;;) {
          read += 1;
          yield String(read);
        }
      } finally {
        released = true;
      }
    }
    const comparison = new EventComparison(recorded());
    for (const line of ['1', '2', 'x', '4', '5']) comparison.event(line);
    expect(comparison.finish()).toEqual({ number: 3, recorded: '3', now: 'x' });
    expect([read, released, comparison.count]).toEqual([3, true, 5]);
  });
});
