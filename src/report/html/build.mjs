import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '../../../dist/src/report/html/template.html');

/** Bundles the page, script and style inlined, into one HTML template. */
export async function buildTemplate() {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'page/main.tsx')],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'page',
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return html(textOf('.js').trim(), textOf('.css').trim());
}

/** The policy lets nothing run or load but this very script and style, whatever the data holds. */
function html(script, style) {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Faultline report</title>
<style>${style}</style>
</head>
<body>
<div id="report"><p class="waiting">Reading the run</p></div>
<noscript><p class="waiting">This report draws itself by a script in this file; no network is used. Please allow scripts for it.</p></noscript>
<template id="data">@@FAULTLINE-DATA@@</template>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const template = await buildTemplate();
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, template);
}
