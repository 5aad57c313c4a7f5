import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');

/** A page with the package in it: what a bundler makes of it for browsers, in a world that has no Node. */
async function page(script: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: join(packageFolder, '../..') },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'page',
    write: false,
    logLevel: 'silent',
  });
  const world = createContext({ WebAssembly, atob, performance, Uint8Array, TextEncoder, TextDecoder });
  runInContext(`${outputFiles[0]?.text ?? ''}; globalThis.page = page;`, world);
  return await (world['page'] as { readonly result: Promise<unknown> }).result;
}

test('in a browser the search is ready after load(), and not before', async () => {
  const result = await page(`
    import { check, checkAsync, load, register } from 'porcupine-wasm';
    const history = [
      { process: 0, type: 'invoke', f: 'write', value: 1 },
      { process: 0, type: 'ok', f: 'write', value: 1 },
      { process: 0, type: 'invoke', f: 'read' },
      { process: 0, type: 'ok', f: 'read', value: 2 },
    ];
    const code = () => { try { return check(register, history).verdict; } catch (error) { return error.code; } };
    export const result = (async () => {
      const before = code();
      await load();
      return [before, code(), (await checkAsync('register', history, { workers: 2 })).verdict].join();
    })();
  `);
  expect(result).toBe('not-loaded,invalid,invalid');
});
