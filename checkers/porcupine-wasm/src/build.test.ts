import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('building again gives the same bytes, and they are the ones in use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-'));
  try {
    const build = spawnSync(process.execPath, [join(import.meta.dirname, '../build.mjs'), folder], { encoding: 'utf8' });
    expect(build.stderr).toBe('');
    expect(build.status).toBe(0);
    const bytes = (path: string): string => readFileSync(path, 'utf8');
    for (const name of ['kernel-bytes.js', 'zones-bytes.js', 'columns-bytes.js']) {
      expect(bytes(join(folder, name))).toBe(bytes(join(import.meta.dirname, '../dist', name)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
