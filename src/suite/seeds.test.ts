import { describe, expect, it } from 'vitest';
import { maxSeedCount, parseSeeds } from './index.ts';

describe('parseSeeds', () => {
  it('reads numbers, ranges with both ends, and lists, in order', () => {
    expect(parseSeeds('7')).toEqual([7]);
    expect(parseSeeds(0)).toEqual([0]);
    expect(parseSeeds('1..5')).toEqual([1, 2, 3, 4, 5]);
    expect(parseSeeds('5..5')).toEqual([5]);
    expect(parseSeeds('9, 1..2')).toEqual([9, 1, 2]);
    expect(parseSeeds([3, '1..2', 3])).toEqual([3, 1, 2, 3]);
    expect(parseSeeds('1..5000').length).toBe(5000);
    expect(parseSeeds('9007199254740990..9007199254740991')).toEqual([9007199254740990, 9007199254740991]);
  });

  it('refuses everything else', () => {
    const wrong = [
      '',
      'a',
      '1..',
      '..5',
      '1...5',
      '-1',
      '1.5',
      1.5,
      -1,
      Number.NaN,
      '5..1',
      '9007199254740992',
      2 ** 53,
      1e21,
      '1 2',
      [],
      [''],
    ];
    for (const input of wrong) {
      expect(() => parseSeeds(input), JSON.stringify(input)).toThrow(expect.objectContaining({ code: 'bad-seeds', exitCode: 254 }));
    }
    expect(() => parseSeeds('5..1', 'sim: --seeds')).toThrow(
      'sim: --seeds: expected a range from the lower to the higher seed, got "5..1"',
    );
  });

  it('bounds their number without making them', () => {
    expect(() => parseSeeds('0..9007199254740991')).toThrow(`at most ${maxSeedCount} seeds`);
    expect(() => parseSeeds([1, `1..${maxSeedCount}`])).toThrow(`at most ${maxSeedCount} seeds`);
  });
});
