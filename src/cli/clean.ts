import { Command } from 'commander';
import { badInput } from '../core/index.ts';
import { cleanCampaigns, cleanRuns } from '../store/index.ts';
import { resultsOption } from './options.ts';
import { standardOutput } from './standard-output.ts';

/** `faultline clean`: removes old runs, and nothing that is not a run. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('remove old runs, keeping the newest')
    .requiredOption('--keep <n>', 'how many runs to keep')
    .addOption(resultsOption())
    .action((options: { keep: string; results: string }) => {
      if (!/^\d{1,9}$/.test(options.keep)) throw badInput('bad-count', `clean: --keep: expected a whole number, got "${options.keep}"`);
      cleanCampaigns(options.results, Number(options.keep));
      const removed = cleanRuns(options.results, Number(options.keep));
      standardOutput.write(`removed ${removed.length} ${removed.length === 1 ? 'run' : 'runs'}\n`);
    });
}
