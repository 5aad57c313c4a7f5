import { describe, expect, it } from 'vitest';
import { parseDuration } from './index.ts';

describe('parseDuration', () => {
  it('reads units, and bare numbers as seconds', () => {
    const cases: [string | number, number][] = [
      ['30s', 30_000],
      ['500ms', 500],
      ['2m', 120_000],
      ['2min', 120_000],
      ['1h', 3_600_000],
      ['1.5s', 1500],
      ['250us', 0.25],
      ['30', 30_000],
      [30, 30_000],
      [0.5, 500],
      ['0', 0],
      [' 10 s ', 10_000],
    ];
    for (const [input, ms] of cases) expect(parseDuration(input), String(input)).toBe(ms);
  });

  it('keeps at most three decimals of a millisecond', () => {
    expect(parseDuration('0.0000123s')).toBe(0.012);
  });

  it('refuses everything else, and says what it expected, where and what came', () => {
    for (const input of ['', 's', '-3s', '3 days', '1e3', '3s4', '1,5s', 'Infinity', -1, Number.NaN, '0x10']) {
      expect(() => parseDuration(input), String(input)).toThrow(expect.objectContaining({ code: 'bad-duration', exitCode: 254 }));
    }
    const expected = 'a duration like 30s, 500ms, 2m or 1h (a bare number is seconds)';
    expect(() => parseDuration('3 days', 'run: --time-limit')).toThrow(`run: --time-limit: expected ${expected}, got "3 days"`);
    expect(() => parseDuration('3 days')).toThrow(`Expected ${expected}, got "3 days"`);
    expect(() => parseDuration('1000h')).toThrow('at most 20 days');
  });
});
