import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '../../../dist/src/report/html');

/** The page of one run, and that of a campaign. */
export const pages = {
  run: { entry: 'page/main.tsx', file: 'template.html', title: 'Faultline report', waiting: 'Reading the run' },
  campaign: { entry: 'page/campaign/main.tsx', file: 'campaign.html', title: 'Faultline campaign', waiting: 'Reading the runs' },
};

/** Bundles a page, script and style inlined, into one HTML template. */
export async function buildTemplate({ entry, title, waiting } = pages.run) {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
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
  return html(textOf('.js').trim(), textOf('.css').trim(), { title, waiting });
}

/** The policy lets nothing run or load but this very script and style, whatever the data holds. */
function html(script, style, { title, waiting }) {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<div id="report"><p class="waiting">${waiting}</p></div>
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
  mkdirSync(output, { recursive: true });
  for (const page of Object.values(pages)) writeFileSync(join(output, page.file), await buildTemplate(page));
}
