import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '../../dist/src/serve');

/** Bundles the script and the style of the server's pages; the style begins with that of the report, so that both look alike. */
const { outputFiles } = await build({
  entryPoints: { page: join(here, 'page/main.ts') },
  bundle: true,
  minify: true,
  write: false,
  outdir: output,
  format: 'iife',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
});
mkdirSync(output, { recursive: true });
for (const { path, text } of outputFiles) writeFileSync(join(output, basename(path)), text);
