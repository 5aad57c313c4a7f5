import { Command } from 'commander';
import { type BaselineFigures, badInput, type RunSummary } from '../core/index.ts';
import { plural } from '../report/index.ts';
import { baselineOf, buildId, chooseCampaigns, findCampaigns, writeBaseline } from '../run/index.ts';
import type { StoredCampaign } from '../store/index.ts';
import { resultsOption } from './options.ts';
import { standardOutput } from './standard-output.ts';

/** `faultline baseline`: stores what the last campaign measured, for `gate.baseline` to compare with. */
export function baselineCommand(): Command {
  return new Command('baseline')
    .description('write what the last campaign measured to a file, for `gate.baseline` of a suite')
    .argument('<file>', 'the file; what it held before is replaced')
    .argument('[folder...]', 'results folders of `faultline run`; default: --results')
    .option('--suite <name>', 'only the campaign of this suite')
    .addOption(resultsOption())
    .addHelpText(
      'after',
      `
For each entry of the suite it holds medians over the runs that passed: p99 latency, recovery time, operations ok, and availability during
faults. Several seeds make them steady: faultline run nightly.yaml --repeat 5, then faultline baseline baseline.json.`,
    )
    .action((file: string, folders: string[], flags: { readonly suite?: string; readonly results: string }) => {
      process.exitCode = store(file, folders.length === 0 ? [flags.results] : folders, flags.suite);
    });
}

function store(file: string, folders: readonly string[], suite: string | undefined): number {
  const found = findCampaigns(folders).filter(({ record }) => suite === undefined || record.suite === suite);
  const { lineages } = chooseCampaigns(asLastRun(found));
  const runs = lineages.flat().flatMap(({ record }) => record.summary.runs);
  const passed = runs.filter(({ outcome, figures }) => outcome === 'pass' && figures !== undefined);
  const names = [...new Set(passed.map(({ plan = '' }) => plan))];
  const entries = Object.fromEntries(names.flatMap((name) => entryOf(name, passed)));
  if (names.length === 0)
    throw badInput(
      'no-baseline',
      `expected runs that passed${suite === undefined ? '' : ` of ${suite}`} in ${folders.join(', ')}, got none of ${plural(runs.length, 'run')}`,
    );
  writeBaseline(file, entries, buildId());
  const left = runs.length - passed.length;
  standardOutput.write(
    `${file}: ${plural(names.length, 'entry', 'entries')} from ${plural(passed.length, 'run')}${left === 0 ? '' : `; ${plural(left, 'run')} that ${left === 1 ? 'is no pass is' : 'are no pass are'} left out`}\n`,
  );
  return 0;
}

/** Without what was run before the suite, the options or Faultline changed: a baseline is of how things are now. */
function asLastRun(found: readonly StoredCampaign[]): StoredCampaign[] {
  const newest = (campaigns: readonly StoredCampaign[]): StoredCampaign | undefined =>
    campaigns.reduce<StoredCampaign | undefined>(
      (last, each) => (last === undefined || each.record.startedAt > last.record.startedAt ? each : last),
      undefined,
    );
  const build = newest(found)?.record.build;
  return found.filter(({ record }) => {
    const last = newest(found.filter((other) => other.record.suite === record.suite && other.record.kind === record.kind));
    return record.build === build && record.definition === last?.record.definition;
  });
}

function entryOf(name: string, passed: readonly RunSummary[]): (readonly [string, BaselineFigures])[] {
  const ofEntry = passed.filter(({ plan }) => plan === name);
  // A run in virtual time has a digest, and no other has.
  const figures = baselineOf(ofEntry, ofEntry.some(({ digest }) => digest !== undefined) ? 'simulated' : 'local');
  return figures === undefined ? [] : [[name, figures]];
}
