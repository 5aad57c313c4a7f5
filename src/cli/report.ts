import { resolve } from 'node:path';
import { Command } from 'commander';
import { rebuildReport } from '../run/index.ts';
import { findRun } from '../store/index.ts';
import { resultsOption } from './options.ts';

/** `faultline report`: builds report.html of recorded runs anew. */
export function reportCommand(): Command {
  return new Command('report')
    .description('build report.html of recorded runs anew')
    .argument('[run...]', 'run folders, or names of them; default: latest')
    .addOption(resultsOption())
    .action((runs: string[], options: { results: string }) => {
      for (const run of runs.length === 0 ? ['latest'] : runs) {
        process.stdout.write(`${rebuildReport(resolve(findRun(options.results, run)))}\n`);
      }
    });
}
