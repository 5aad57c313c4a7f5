import { describe, expect, it } from 'vitest';
import { FILE_BYTES_MAX, tarHeader, tarPadding } from './ustar.ts';

const entry = (path: string, bytes = 5) => tarHeader({ path, bytes, modifiedAtMs: 1_795_243_045_123 });

describe('a header of a tar archive', () => {
  it('has what tar looks for in its place, and a checksum that is right', () => {
    const header = entry('run/plan.json') ?? Buffer.alloc(512);
    expect(header.toString('latin1', 257, 263)).toBe('ustar\0');
    expect(header.toString('latin1', 124, 136)).toBe('00000000005\0');
    const stated = Number.parseInt(header.toString('latin1', 148, 154), 8);
    const blanked = Buffer.from(header).fill(' ', 148, 156);
    expect(stated).toBe(blanked.reduce((sum, byte) => sum + byte, 0));
  });

  it('cuts a long path at a slash, and refuses what cannot be cut', () => {
    const header = entry(`${'d'.repeat(120)}/${'n'.repeat(90)}`);
    expect(header?.toString('latin1', 0, 90)).toBe('n'.repeat(90));
    expect(header?.toString('latin1', 345, 465)).toBe('d'.repeat(120));
    expect(entry('n'.repeat(101))).toBeUndefined();
    expect(entry(`${'d'.repeat(156)}/${'n'.repeat(90)}`)).toBeUndefined();
    expect(entry('ü'.repeat(51))).toBeUndefined();
    expect(entry('a', FILE_BYTES_MAX)).toBeDefined();
    expect(entry('a', FILE_BYTES_MAX + 1)).toBeUndefined();
  });

  it('is followed by whole blocks', () => {
    expect([0, 1, 511, 512, 513].map((bytes) => (bytes + tarPadding(bytes).length) % 512)).toEqual([0, 0, 0, 0, 0]);
  });
});
