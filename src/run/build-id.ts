import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const distFolder = fileURLToPath(new URL('../../', import.meta.url));
let known: string | undefined;

/** Names the code that runs: the package's version and a hash of every compiled file. The same for the same build everywhere. */
export function buildId(): string {
  known ??= `${packageVersion()}+${hashOfCode()}`;
  return known;
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(distFolder, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

function hashOfCode(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(distFolder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.js')) continue;
    hash.update(file).update(readFileSync(join(distFolder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
