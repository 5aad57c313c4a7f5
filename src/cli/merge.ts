import { join } from 'node:path';
import { Command } from 'commander';
import { badInput } from '../core/index.ts';
import { type CampaignDocument, formatRuns } from '../report/index.ts';
import { chooseCampaigns, findCampaigns, keepCampaignPage, mergeCampaigns } from '../run/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { openBrowser } from './open-browser.ts';
import { forPeople } from './output.ts';
import { campaignReporters, isOnOutput, parseReporters, reporterOption } from './reporters.ts';

/** `faultline merge`: one verdict over the shards of a campaign, or over several campaigns. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('judge the shards of a campaign, or several campaigns, as one')
    .argument('<folder...>', 'results folders, or a folder that holds them')
    .option('--out <folder>', 'write one page over all runs there (index.html); it links to the pages of the runs where they lie')
    .option('--open', 'open that page in a browser')
    .addOption(reporterOption())
    .addHelpText(
      'after',
      `
Of each suite the newest campaign counts, with all its shards; a part of it (--grep, --last-failed) stands beside it. Runs that were planned and
never carried out (--bail, an interrupt, a kill) make the whole inconclusive (2), until --last-failed has carried them out. Limits of the gate that a shard could not judge are judged here. A shard
that is missing makes the whole inconclusive (2); shards that do not belong together are refused (254).

  faultline run nightly.yaml --shard 1/3 --results shard-1
  faultline merge shard-1 shard-2 shard-3 --out merged --reporter text,junit=junit.xml`,
    )
    .action(async (folders: string[], flags: MergeFlags) => {
      process.exitCode = await merge(folders, flags);
    });
}

interface MergeFlags {
  readonly reporter: string[];
  readonly out?: string;
  readonly open?: boolean;
}

async function merge(folders: readonly string[], { reporter, out, open }: MergeFlags): Promise<number> {
  const reporters = parseReporters(reporter, campaignReporters);
  const page = out === undefined ? reporters.find(({ name }) => name === 'html')?.file : join(out, 'index.html');
  if (open === true && page === undefined)
    throw badInput('nothing-to-open', 'merge: --open opens the page that --out writes; give --out too');
  const chosen = chooseCampaigns(findCampaigns(folders));
  for (const { file, record } of chosen.older)
    process.stderr.write(`faultline: ${file} (${record.summary.outcome}) is older, and does not count\n`);
  const merged: CampaignDocument = mergeCampaigns(chosen);
  const document = out === undefined || page === undefined ? merged : keepCampaignPage(merged, page);
  if (!isOnOutput(reporters, 'text')) process.stderr.write(forPeople(formatRuns(document)));
  const exitCode = emitCampaign(reporters, document, () => formatRuns(document));
  if (open === true && page !== undefined) await openBrowser(page);
  return exitCode;
}
