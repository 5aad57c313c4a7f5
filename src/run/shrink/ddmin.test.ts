import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ddmin } from './ddmin.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('ddmin', () => {
  it('finds exactly what is needed, wherever it stands', async () => {
    const cases = fc.record({ count: fc.integer({ min: 1, max: 60 }), needed: fc.array(fc.nat(59), { maxLength: 6 }) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ count, needed }) => {
        const wanted = [...new Set(needed.filter((item) => item < count))].sort((a, b) => a - b);
        const left = await ddmin(upTo(count), async (kept) => wanted.every((item) => kept.includes(item)));
        expect(left).toEqual(wanted);
      }),
    );
  });

  it('leaves nothing that can be taken away alone, where failing is not monotone', async () => {
    const table = fc.record({ count: fc.integer({ min: 1, max: 14 }), salt: fc.nat() });
    await fc.assert(
      fc.asyncProperty(table, async ({ count, salt }) => {
        const all = upTo(count);
        const fails = async (kept: readonly number[]): Promise<boolean> =>
          kept.length === count || kept.reduce((hash, item) => (Math.imul(hash, 31) + item + 7) >>> 0, salt >>> 0) % 3 === 0;
        const left = await ddmin(all, fails);
        expect(await fails(left)).toBe(true);
        for (const item of left) if (left.length > 1) expect(await fails(left.filter((other) => other !== item))).toBe(false);
      }),
    );
  });

  it('asks first whether anything is needed at all', async () => {
    let asked = 0;
    const left = await ddmin(upTo(1000), async () => {
      asked += 1;
      return true;
    });
    expect({ left, asked }).toEqual({ left: [], asked: 1 });
  });

  it('finds two far apart of thousands in few trials', async () => {
    let asked = 0;
    const left = await ddmin(upTo(4000), async (kept) => {
      asked += 1;
      return kept.includes(3) && kept.includes(3990);
    });
    expect(left).toEqual([3, 3990]);
    expect(asked).toBeLessThan(100);
  });

  it('stops when it is told to, and answers something that fails', async () => {
    let asked = 0;
    const fails = async (kept: readonly number[]): Promise<boolean> => {
      asked += 1;
      return kept.includes(17);
    };
    const left = await ddmin(upTo(64), fails, () => asked >= 3);
    expect(asked).toBe(3);
    expect(left).toContain(17);
    expect(left.length).toBeLessThan(64);
  });

  it('keeps the order of what is left', async () => {
    expect(await ddmin(['c', 'a', 'd', 'b'], async (kept) => kept.includes('c') && kept.includes('b'))).toEqual(['c', 'b']);
  });
});
