import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { badInput } from '../core/index.ts';
import { exportFormats } from '../report/index.ts';
import { rebuildCampaignPage, rebuildReport } from '../run/index.ts';
import { findCampaign, findRun } from '../store/index.ts';
import { type ExportFlags, exportRuns } from './export-runs.ts';
import { openBrowser } from './open-browser.ts';
import { resultsOption } from './options.ts';
import { standardOutput } from './standard-output.ts';

interface ReportFlags extends ExportFlags {
  readonly results: string;
  readonly open?: boolean;
  readonly export?: string;
}

/** `faultline report`: builds report.html of recorded runs anew, or writes them in another tool's format. */
export function reportCommand(): Command {
  const formats = Object.entries(exportFormats).map(([name, { description }]) => `${name} (${description})`);
  return new Command('report')
    .description('build the pages of recorded runs and campaigns anew, or export runs for other tools')
    .argument('[run...]', 'run folders, or names of them, or campaigns (SUITE/TIME.campaign.json); default: latest')
    .addOption(resultsOption())
    .option('--open', 'open the report in a browser')
    .addOption(new Option('--export <format>', formats.join('; ')).choices(Object.keys(exportFormats)))
    .option('--output <file>', 'of the export: a file; a folder for several runs; - for standard output. Default: in each run’s folder')
    .option('--from <time>', 'export from this moment of the run on, like 12s')
    .option('--to <time>', 'export up to this moment of the run, like 13.5s')
    .action(async (runs: string[], flags: ReportFlags) => {
      const subjects = (runs.length === 0 ? ['latest'] : runs).map((run) => findCampaign(run) ?? resolve(findRun(flags.results, run)));
      if (flags.export !== undefined) {
        const folders = subjects.filter((subject) => typeof subject === 'string');
        if (folders.length < subjects.length)
          throw badInput(
            'export-campaign',
            'report: --export writes runs, one by one; name the folders of the runs instead of their campaign',
          );
        if (flags.open === true) throw badInput('open-export', 'report: --open opens reports; an export is opened in the tool it is for');
        return exportRuns(folders, flags.export, flags);
      }
      for (const name of ['output', 'from', 'to'] as const)
        if (flags[name] !== undefined)
          throw badInput('no-export', `report: --${name} belongs to --export; the report is always whole, in the run's folder`);
      const files = subjects.map((subject) => {
        const file = typeof subject === 'string' ? rebuildReport(subject) : rebuildCampaignPage(subject);
        standardOutput.write(`${file}\n`);
        return file;
      });
      if (flags.open === true) for (const file of files) await openBrowser(file);
    });
}
