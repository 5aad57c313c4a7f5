import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm readme '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each example, and what it is said to print: behind its calls of `console.log`, and in the block of text that follows it. */
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]+?)```(?:\s+```text\n([\s\S]+?)```)?/g)].map(([, code = '', text = '']) => ({
  code,
  printed: `${[...code.matchAll(/console\.log\(.*\); \/\/ (.+)\n/g)].map(([, line]) => `${line}\n`).join('')}${text}`,
}));

/** As who installed it has it: a package of that name, and the strict compiler. */
test('every example of the README compiles, and prints what stands beside it', () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageFolder, join(folder, 'node_modules', 'porcupine-wasm'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compilerOptions = { strict: true, module: 'nodenext', target: 'es2022', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  examples.forEach(({ code }, i) => void writeFileSync(join(folder, `example${i}.ts`), code));
  const compiler = join(packageFolder, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  expect([compiled.status, compiled.stdout]).toEqual([0, '']);
  expect(examples.length).toBeGreaterThanOrEqual(4);
  examples.forEach(({ printed }, i) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, `example${i}.js`)], { encoding: 'utf8' });
    expect(printed).not.toBe('');
    expect([stdout, stderr]).toEqual([printed, '']);
  });
});

test('the README names what the package exports', async () => {
  const exported = Object.keys(await import('./node.ts'));
  const page = /## On one page\n([\s\S]+?)\n## /.exec(readme)?.[1] ?? '';
  const named = [...page.matchAll(/`(?:await |new )?(\w+)\(/g)].map(([, name]) => name);
  expect(named).toContain('check');
  expect(exported).toEqual(expect.arrayContaining(named.filter((name) => !['add', 'finish', 'push', 'end'].includes(name ?? ''))));
});
