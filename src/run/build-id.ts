import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const codeFolder = fileURLToPath(new URL('../../', import.meta.url));
/** Tests run the sources, which stand in the package's own folder and not one below it. */
const runsSources = existsSync(join(codeFolder, 'package.json'));
let known: string | undefined;

/** Names the code that runs: the package's version and a hash of every compiled file (`sources` if it is not compiled). The same for the same build everywhere. */
export function buildId(): string {
  known ??= `${packageVersion()}+${runsSources ? 'sources' : hashOfCode()}`;
  return known;
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(codeFolder, runsSources ? '.' : '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

function hashOfCode(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(codeFolder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.js')) continue;
    hash.update(file).update(readFileSync(join(codeFolder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
