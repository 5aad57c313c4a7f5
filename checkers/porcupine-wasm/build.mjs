/**
 * Builds the package into dist/ (or the folder named on the command line): the search by AssemblyScript, embedded as base64 so that
 * no file has to be found at run time, then the TypeScript around it. The same sources give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const require = createRequire(import.meta.url);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
compileKernel();
if (out === join(here, 'dist')) compileTypes();

function compileKernel() {
  const asc = join(dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');
  const wasm = join(out, 'kernel.wasm');
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--outFile', relative(here, wasm)];
  run(asc, ['assembly/index.ts', ...options]);
  const bytes = readFileSync(wasm);
  writeFileSync(join(out, 'kernel-bytes.js'), `export const kernelBase64 = '${bytes.toString('base64')}';\n`);
  writeFileSync(join(out, 'kernel-bytes.d.ts'), 'export declare const kernelBase64: string;\n');
  rmSync(wasm);
}

function compileTypes() {
  // The compiler's own exports do not name its program, so it is found by way of its package.json.
  run(join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), ['-p', 'tsconfig.json']);
  chmodSync(join(out, 'cli', 'main.js'), 0o755);
}

function run(script, args) {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: here, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
