import { Option } from 'commander';
import type { WorldName } from '../core/index.ts';

/** Where runs are written and looked for: the current folder's `results` unless told otherwise. */
export function resultsOption(): Option {
  return new Option('--results <folder>', 'the results folder').default('results');
}

/** Real processes, or virtual time. */
export function worldOption(description: string): Option {
  return new Option('--world <world>', description).choices(['local', 'simulated'] satisfies readonly WorldName[]);
}
