/** Suites of the simulated world for tests of the command line: small, quick, and the same every time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const quick = [
  '  system: raft',
  '  nodes: 3',
  '  workload: { name: kv, keys: 3 }',
  '  concurrency: 5',
  '  rate: 150',
  '  timeLimit: 2s',
  '  core: 0',
  '  config: { heartbeatMs: 50, electionTimeoutMs: [150, 300] }',
  '  nemesis: { faults: [kill], interval: 700ms, duration: 300ms }',
];

/** Writes `<name>.yaml`: quick runs of the right node unless `entries` say otherwise. `limits` is what asks for nothing by default. */
export function writeSuite(folder: string, name: string, entries: readonly string[], more: readonly string[] = []): string {
  const defaults = ['defaults:', ...quick, '  limits: { minOkDuringFaults: 1 }'];
  const text = [`name: ${name}`, ...more, ...defaults, 'entries:', ...entries.map((entry) => `  - ${entry}`), ''].join('\n');
  writeFileSync(join(folder, `${name}.yaml`), text);
  return `${name}.yaml`;
}
