import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { check, checkAsync, type HistoryEvent, kv, type Model } from '../node.ts';
import { randomFrom, randomHistory } from '../testing/random-history.ts';

/** Several keys, one of them with a lie, long enough to be worth threads. */
function history(): HistoryEvent[] {
  return ['a', 'b', 'c', 'd'].flatMap((key, i) => {
    const part = randomHistory(randomFrom(i + 1), { model: 'kv', operations: 200, processes: 3, unknown: 0.02, values: 9, lies: 0 });
    const lie = part.findLastIndex(({ type, f }) => type === 'ok' && f === 'get');
    return part.map((event, place) => ({
      ...event,
      key,
      process: Number(event.process) + 100_000 * i,
      ...(i === 1 && place === lie ? { value: 'never written' } : {}),
    }));
  });
}

test.each([
  ['a model of the package', kv],
  ['its name', 'kv'],
  ['its address', { name: 'kv' }],
] as const)('%s: threads say what one says', async (_, model) => {
  const events = history();
  const expected = check(kv, events);
  expect(expected.verdict).toBe('invalid');
  expect(await checkAsync(model, events, { workers: 2 })).toEqual(expected);
  expect(await checkAsync(model, events, { workers: 0 })).toEqual(expected);
});

test('another initial state goes along', async () => {
  const events = history().map((event) =>
    event.type === 'ok' && event.f === 'get' && event.value === null ? { ...event, value: 7 } : event,
  );
  const expected = check({ ...kv, init: 7 }, events);
  expect(await checkAsync({ name: 'kv', init: 7 }, events, { workers: 3 })).toEqual(expected);
});

test('an initial state is read as the model reads it', async () => {
  const events: HistoryEvent[] = [
    { process: 0, type: 'invoke', f: 'read' },
    { process: 0, type: 'ok', f: 'read', value: [1, 2] },
  ];
  expect((await checkAsync({ name: 'set', init: [2, 1, 2] }, events)).verdict).toBe('valid');
});

test('a model of one own is found by its module, and what it throws arrives', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-'));
  try {
    const file = join(folder, 'own.mjs');
    writeFileSync(
      file,
      `export const model = { name: 'own', init: 0, step: (state, { f, value }) => (f === 'put' ? 1 : f === 'get' ? state : state) };
       export const broken = { ...model, step() { throw new RangeError('no'); } };`,
    );
    const module = pathToFileURL(file).href;
    expect((await checkAsync({ module }, history(), { workers: 2 })).verdict).toBe('valid');
    await expect(checkAsync({ module, export: 'broken' }, history(), { workers: 2 })).rejects.toThrow('no');
    await expect(checkAsync({ module: './own.mjs' }, history())).rejects.toThrow(/expected a module as import\(\) finds it from anywhere/);
    await expect(checkAsync({ module, export: 'missing' }, history())).rejects.toThrow(/to export a model as 'missing'/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a closure, or values that no thread can be given, are checked in this thread', async () => {
  const own: Model = { ...kv, name: 'own' };
  expect((await checkAsync(own, history(), { workers: 2 })).verdict).toBe('invalid');
  const odd = history().map((event, i) => (i === 0 ? { ...event, error: (() => '') as unknown as string } : event));
  expect((await checkAsync('kv', odd, { workers: 2 })).verdict).toBe('invalid');
  await expect(checkAsync('nothing', [])).rejects.toThrow(/expected a model out of .*kv/);
});

test('a budget ends it and is named', async () => {
  const result = await checkAsync('kv', history(), { workers: 2, configurations: 1 });
  expect(result.reason ?? result.partitions.find(({ verdict }) => verdict === 'unknown')?.reason).toMatch(/budget of 1 configurations/);
});

test('a bundle that left the package behind checks in its own thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    const contents = `import { readFileSync } from 'node:fs';
      import { checkAsync } from 'porcupine-wasm';
      const { verdict } = await checkAsync('kv', JSON.parse(readFileSync(0, 'utf8')), { workers: 2 });
      console.log(verdict);`;
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
    });
    const { stdout, stderr } = spawnSync(process.execPath, [outfile], { cwd: folder, encoding: 'utf8', input: JSON.stringify(history()) });
    expect([stdout, stderr]).toEqual(['invalid\n', '']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
