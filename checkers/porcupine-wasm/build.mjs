/**
 * Builds the package into dist/ (or the WebAssembly alone into the folder named on the command line): search, zone check and column check by
 * AssemblyScript, embedded as base64 so that no file has to be found at run time; then the TypeScript around it, types by its compiler and
 * code in a few files, because a program that starts reads each. The same sources give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const require = createRequire(import.meta.url);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
compileKernel('index', 'kernel');
compileKernel('zones', 'zones');
compileKernel('columns', 'columns');
if (out === join(here, 'dist')) {
  compileTypes();
  await bundle();
}

function compileKernel(entry, name) {
  const asc = join(dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');
  const wasm = join(out, `${name}.wasm`);
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--outFile', relative(here, wasm)];
  run(asc, [`assembly/${entry}.ts`, ...options]);
  const bytes = readFileSync(wasm);
  writeFileSync(join(out, `${name}-bytes.js`), `export const ${name}Base64 = '${bytes.toString('base64')}';\n`);
  writeFileSync(join(out, `${name}-bytes.d.ts`), `export declare const ${name}Base64: string;\n`);
  rmSync(wasm);
}

function compileTypes() {
  // The compiler's own exports do not name its program, so it is found by way of its package.json.
  run(join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), ['-p', 'tsconfig.json']);
}

async function bundle() {
  await build({
    entryPoints: ['index.ts', 'node.ts', 'cli/main.ts', 'async/worker.ts'].map((path) => join(here, 'src', path)),
    outdir: out,
    outbase: join(here, 'src'),
    bundle: true,
    splitting: true,
    chunkNames: 'shared-[hash]',
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    target: 'es2022',
    logLevel: 'warning',
  });
  chmodSync(join(out, 'cli', 'main.js'), 0o755);
}

function run(script, args) {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: here, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
