import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSuite, parseSuite } from './index.ts';
import { known } from './test-names.ts';

const folder = fileURLToPath(new URL('../../workloads/suites', import.meta.url));

describe('the suites that come with the package', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('can be read: %s', (name) => {
    expect(loadSuite(join(folder, name), known).entries.length).toBeGreaterThan(0);
  });

  it('are explained by an example that can be read', () => {
    const page = readFileSync(join(folder, 'README.md'), 'utf8');
    const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
    expect(parseSuite(example, 'README.md', known).entries.map(({ name }) => name)).toEqual([
      'nightly-random-nodes-3-kv',
      'nightly-random-nodes-3-register',
      'nightly-random-nodes-5-kv',
      'nightly-random-nodes-5-register',
      'nightly-directed',
    ]);
  });
});
