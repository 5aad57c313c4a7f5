import { fileURLToPath } from 'node:url';
import { checkers } from '../dist/checkers/index.js';
import { systems } from '../dist/nodes/index.js';
import { faultFlavours } from '../dist/src/nemesis/index.js';
import { overrideEntry } from '../dist/src/run/index.js';
import { loadSuite } from '../dist/src/suite/index.js';
import { workloads } from '../dist/workloads/index.js';

/** The entry of the smoke suite, with a bug in every node if one is named: what `faultline sim` runs. */
export function loadSmokeEntry(bug) {
  const known = {
    systems: [...systems.keys()],
    workloads: [...workloads.keys()],
    checkers: [...checkers.keys()],
    faultKinds: [...faultFlavours.keys()],
    bugs: (system) => systems.get(system)?.variants.map(({ name }) => name) ?? [],
  };
  const file = fileURLToPath(new URL('../workloads/suites/smoke.yaml', import.meta.url));
  const [entry] = loadSuite(file, known).entries;
  return overrideEntry(entry, { bugs: bug === undefined ? [] : [bug], nodeArgs: [] });
}
