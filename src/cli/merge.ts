import { Command } from 'commander';
import { type CampaignDocument, formatRuns } from '../report/index.ts';
import { chooseCampaigns, findCampaigns, mergeCampaigns } from '../run/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { forPeople } from './output.ts';
import { campaignReporters, isOnOutput, parseReporters, reporterOption } from './reporters.ts';

/** `faultline merge`: one verdict over the shards of a campaign, or over several campaigns. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('judge the shards of a campaign, or several campaigns, as one')
    .argument('<folder...>', 'results folders, or a folder that holds them')
    .addOption(reporterOption())
    .addHelpText(
      'after',
      `
Of each suite the newest campaign counts, with all its shards; a part of it (--grep, --last-failed) stands beside it. Runs that were planned and
never carried out (--bail, an interrupt, a kill) make the whole inconclusive (2), until --last-failed has carried them out. Limits of the gate that a shard could not judge are judged here. A shard
that is missing makes the whole inconclusive (2); shards that do not belong together are refused (254).

  faultline run nightly.yaml --shard 1/3 --results shard-1
  faultline merge shard-1 shard-2 shard-3 --reporter text,junit=junit.xml`,
    )
    .action((folders: string[], flags: { readonly reporter: string[] }) => {
      process.exitCode = merge(folders, flags.reporter);
    });
}

function merge(folders: readonly string[], given: readonly string[]): number {
  const reporters = parseReporters(given, campaignReporters);
  const chosen = chooseCampaigns(findCampaigns(folders));
  for (const { file, record } of chosen.older)
    process.stderr.write(`faultline: ${file} (${record.summary.outcome}) is older, and does not count\n`);
  const document: CampaignDocument = mergeCampaigns(chosen);
  if (!isOnOutput(reporters, 'text')) process.stderr.write(forPeople(formatRuns(document)));
  return emitCampaign(reporters, document, () => formatRuns(document));
}
