import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centerOn, clamp, isWhole, panBy, SPAN_MIN_MS, ticksOf, type View, wholeRun, zoomAt } from './view.ts';

const endMs = 30_000;
const inside = ({ fromMs, toMs }: View) => fromMs >= 0 && toMs <= endMs + 1e-6 && toMs - fromMs >= SPAN_MIN_MS - 1e-6;

describe('the view of the time axis', () => {
  it('stays within the run, whatever is done to it', () => {
    const step = fc.record({
      kind: fc.constantFrom('zoom', 'pan', 'center', 'drag'),
      a: fc.double({ min: 0, max: endMs, noNaN: true }),
      b: fc.double({ min: 0.01, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let view = wholeRun(endMs);
        for (const { kind, a, b } of steps) {
          if (kind === 'zoom') view = zoomAt(view, Math.min(Math.max(a, view.fromMs), view.toMs), b, endMs);
          if (kind === 'pan') view = panBy(view, a - endMs / 2, endMs);
          if (kind === 'center') view = centerOn(a, b * 1000, endMs);
          if (kind === 'drag') view = clamp(Math.min(a, b), Math.max(a, b), endMs);
          expect(inside(view), JSON.stringify({ view, kind, a, b })).toBe(true);
        }
      }),
    );
  });

  it('keeps the time under the pointer where it is', () => {
    const view = zoomAt(wholeRun(endMs), 12_000, 0.5, endMs);
    expect((12_000 - view.fromMs) / (view.toMs - view.fromMs)).toBeCloseTo(12_000 / endMs);
    expect(isWhole(zoomAt(view, 12_000, 100, endMs), endMs)).toBe(true);
  });

  it('has round times with as many decimals as tell them apart', () => {
    expect(ticksOf({ fromMs: 0, toMs: 30_000 }, 6)).toEqual({ ticks: [0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000], decimals: 0 });
    const { ticks, decimals } = ticksOf({ fromMs: 18_410, toMs: 18_420 }, 10);
    expect(ticks).toHaveLength(11);
    expect(decimals).toBe(3);
  });
});
