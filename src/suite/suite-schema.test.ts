import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { suiteJsonSchema } from './index.ts';

const file = new URL('../../workloads/suites/schema.json', import.meta.url);

/**
 * Out of date? `FAULTLINE_WRITE_SCHEMA=1 npx vitest run src/suite/suite-schema.test.ts && npx biome format --write workloads/suites`
 * writes it anew.
 */
it('is what workloads/suites/schema.json says', () => {
  if (process.env['FAULTLINE_WRITE_SCHEMA'] === '1') writeFileSync(file, `${JSON.stringify(suiteJsonSchema(), null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(suiteJsonSchema());
});
