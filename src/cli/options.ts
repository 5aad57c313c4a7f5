import { Option } from 'commander';

/** Where runs are written and looked for: the current folder's `results` unless told otherwise. */
export function resultsOption(): Option {
  return new Option('--results <folder>', 'the results folder').default('results');
}
