import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FaultlineError } from '../core/index.ts';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** What the pages load, by name. Read once, when the server starts: what is missing is said then. */
export function readAssets(): ReadonlyMap<string, Asset> {
  return new Map([
    ['page.js', { type: 'text/javascript; charset=utf-8', text: built('page.js') }],
    ['page.css', { type: 'text/css; charset=utf-8', text: built('page.css') }],
    ['icon.svg', { type: 'image/svg+xml', text: icon }],
  ]);
}

/** Beside the compiled code; tests run from the sources and find the files where the build put them. */
function built(name: string): string {
  for (const place of ['./', '../../dist/src/serve/']) {
    try {
      return readFileSync(fileURLToPath(new URL(`${place}${name}`, import.meta.url)), 'utf8');
    } catch {
      // The other place is looked at next.
    }
  }
  throw new FaultlineError('serve-assets-missing', `the pages of the server were not built: expected ${name}; run "npm run build"`);
}

/** A line that breaks in the middle. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#c8323c"/><path d="M2 6h5v4h7" fill="none" stroke="#fff" stroke-width="2"/></svg>`;
