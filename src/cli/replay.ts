import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { badInput, exitCodes, type Outcome, type Plan, type Systems, type WorldName } from '../core/index.ts';
import { formatReplay } from '../report/index.ts';
import { buildId, movePlan, quote, type RecordedRun, replayRun, resolvePlan, runCampaign } from '../run/index.ts';
import { findRun, openRun } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';
import { readPlan } from './known-names.ts';
import { resultsOption, worldOption } from './options.ts';
import { emitShown } from './output.ts';
import { parseReporters } from './reporters.ts';
import { createRunView, nameLeftOut, sayLeftOut } from './run-view.ts';
import { several, whole } from './subject.ts';

interface ReplayFlags {
  readonly world?: WorldName;
  readonly times?: number;
  readonly strict?: boolean;
  readonly reporter: string[];
  readonly results: string;
}

const TIMES_DEFAULT = 10;
const TIMES_MAX = 10_000;

/** `faultline replay`: the plan of a simulated run again, compared event by event; or on real processes, several times. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('run a simulated run’s plan again and compare it, event by event; or see how often it fails on real processes')
    .argument('<run>', 'a run folder, a name of one (latest), or a plan.json')
    .option('--strict', 'refuse a plan that another build made, instead of comparing the outcome')
    .addOption(worldOption('local: run the plan on real processes instead, --times times, and say how often it fails'))
    .option('--times <n>', `with --world local: how often; default ${TIMES_DEFAULT}`, whole(1, TIMES_MAX))
    .option('--reporter <name[=file]>', 'text or json; may be repeated', several, [])
    .addOption(resultsOption())
    .addHelpText(
      'after',
      `
In JSON, \`same\` says that what was compared came out the same; \`identical\` that every event and the digest did, which another build's run
need not (only outcome and class of violation are compared then). \`leftOut\` names the faults that are left out on real processes: those
that they cannot be given, and the stops and cuts of the core phase.

Exit codes: 0 identical (or, of another build, the same outcome), 1 something differs: the first event that does is shown, 254 not a
simulated run, no run, or one that left nothing to compare with. With --world local: as of faultline run, the worst of all.`,
    )
    .action(async (run: string, flags: ReplayFlags) => {
      process.exitCode = await replay(run, flags);
    });
}

async function replay(run: string, flags: ReplayFlags): Promise<number> {
  const { recorded, systems, file } = await readRecorded(run, flags.results);
  if (flags.world === 'local') return replayLocally(recorded.plan, systems, file, flags);
  if (flags.times !== undefined)
    throw badInput('times-simulated', '--times: the simulated world gives the same run every time; it is for --world local');
  if (recorded.plan.world === 'local')
    throw badInput(
      'not-simulated',
      'the plan is of a run on real processes, which none repeats to the bit. `faultline run` runs it again, with --world simulated in the simulated world; `faultline replay --world local` says how often it fails.',
      { file },
    );
  const reporters = parseReporters(flags.reporter);
  const result = replayRun({ recorded, strict: flags.strict === true, systems });
  const { same, comparedBy, eventCount, verdict, difference, remarks } = result;
  const exitCode = same ? exitCodes.pass : exitCodes.violation;
  emitShown(reporters, {
    json: () => ({
      identical: same && comparedBy !== 'outcome',
      same,
      exitCode,
      comparedBy,
      events: eventCount,
      outcome: verdict.outcome,
      digest: verdict.digest,
      ...(result.recorded === undefined ? {} : { recorded: { outcome: result.recorded.outcome, digest: result.recorded.digest } }),
      ...(difference === undefined ? {} : { difference }),
      ...(remarks.length === 0 ? {} : { note: remarks.join('; ') }),
    }),
    text: () => formatReplay(result).trimEnd(),
  });
  return exitCode;
}

/** How often the plan fails where timing is not the plan's. Each run keeps its folder, as of `faultline run`. */
async function replayLocally(recorded: Plan, systems: Systems, file: string, flags: ReplayFlags): Promise<number> {
  const reporters = parseReporters(flags.reporter);
  const times = flags.times ?? TIMES_DEFAULT;
  const { plan, left } = movePlan({ ...recorded, build: buildId() }, 'local');
  sayLeftOut(left);
  const expansion = resolvePlan(plan, systems);
  const reproduce = (): string => `npx faultline run ${quote(file)} --world local`;
  const view = createRunView({ verdicts: process.stderr, keepRunning: false });
  try {
    const { summary } = await runCampaign({
      runs: Array.from({ length: times }, () => ({ expansion, reproduce })),
      root: flags.results,
      stopOnViolation: false,
      observer: view.observer,
    });
    const count = (wanted: Outcome): number => summary.runs.filter(({ outcome }) => outcome === wanted).length;
    const failed = count('violation');
    const others = (['inconclusive', 'broken'] as const).filter((outcome) => count(outcome) > 0);
    const beside = others.map((outcome) => `, ${count(outcome)} ${outcome}`).join('');
    const without = left.length === 0 ? '' : `, where ${nameLeftOut(left)} ${left.length === 1 ? 'was' : 'were'} left out`;
    emitShown(reporters, {
      json: () => ({ ...summary, fails: { count: failed, of: summary.runs.length }, leftOut: left }),
      text: () => `fails ${failed} of ${summary.runs.length} on real processes${beside}${without}`,
    });
    return summary.exitCode;
  } finally {
    view.close();
  }
}

/** A run's folder with all that it stores; or a plan by itself, with what stands beside it if it stands in such a folder. */
async function readRecorded(
  run: string,
  root: string,
): Promise<{ readonly recorded: RecordedRun; readonly systems: Systems; readonly file: string }> {
  const isPlanOfRun = basename(run) === 'plan.json' && existsSync(join(dirname(run), 'history.jsonl'));
  if (run.endsWith('.json') && !isPlanOfRun) {
    const { plan, systems } = await readPlan(run);
    return { recorded: { plan }, systems, file: run };
  }
  const reader = openRun(isPlanOfRun ? dirname(run) : findRun(root, run), parsePlan);
  const file = join(reader.dir, 'plan.json');
  const { plan, systems } = await readPlan(file);
  const verdict = reader.verdict();
  // A folder that has neither is a run that left nothing, which is not the same as a plan by itself.
  const events = reader.events() ?? (verdict === undefined ? [] : undefined);
  return {
    recorded: { plan, ...(verdict === undefined ? {} : { verdict }), ...(events === undefined ? {} : { events }) },
    systems,
    file,
  };
}
