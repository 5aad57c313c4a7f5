import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { type CampaignSummary, exitCodes, type Plan, type RunVerdict, type Systems } from '../core/index.ts';
import { shrinkRun } from '../run/index.ts';
import { findRun, openRun } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';
import { readPlan } from './known-names.ts';
import { resultsOption } from './options.ts';
import { emit, emitShown } from './output.ts';
import { parseReporters } from './reporters.ts';
import { createShrinkView, describeShrunk } from './shrink-view.ts';
import { someTime } from './subject.ts';

interface ShrinkFlags {
  readonly budget: string;
  readonly results: string;
  readonly reporter: string[];
}

/** `faultline shrink`: from a failing simulated run to the smallest plan that still fails in the same way. */
export function shrinkCommand(): Command {
  return new Command('shrink')
    .description('shrink a failing simulated run to its cause: fewer faults, operations, clients, keys, nodes, a shorter time')
    .argument('<run>', 'a run folder, a name of one (latest), or a plan.json')
    .option('--budget <time>', 'how long to look for a smaller plan, like 30s', '120s')
    .addOption(
      new Option('--reporter <name[=file]>', 'text or json, optionally to a file; may be repeated')
        .argParser((value, all: string[]) => [...all, value])
        .default([], 'text'),
    )
    .addOption(resultsOption())
    .addHelpText(
      'after',
      `
Smaller means: still found by the same checker, rule and kind. The result is a run of its own, with plan, history and report, and is
run twice to prove that it is the same each time. Ctrl-C ends the search and keeps the best so far.

Exit codes: 0 shrunk (or as small as it gets) and still failing, 2 the failure does not come again, 254 no such run, not a simulated one,
or one without a violation, 255 broken harness.`,
    )
    .action(async (run: string, flags: ShrinkFlags) => {
      process.exitCode = await shrink(run, flags);
    });
}

async function shrink(run: string, flags: ShrinkFlags): Promise<number> {
  const reporters = parseReporters(flags.reporter);
  const budgetMs = someTime(flags.budget, '--budget');
  const view = createShrinkView();
  try {
    const result = await shrinkRun({
      ...(await readRun(run, flags.results)),
      root: flags.results,
      budgetMs,
      now: () => performance.now(),
      interrupted: view.interrupted,
      progress: view.progress,
    });
    view.close();
    if ('notReproduced' in result) return reportMiss(result.notReproduced, reporters);
    const { before, after, dir, digest } = result.shrunk;
    emitShown(reporters, { json: () => ({ before, after, dir, digest }), text: () => describeShrunk(result.shrunk) });
    return exitCodes.pass;
  } finally {
    view.close();
  }
}

/** A run folder says what it came to when it was made; a plan alone does not. */
async function readRun(run: string, results: string): Promise<{ plan: Plan; systems: Systems; recorded?: RunVerdict }> {
  if (run.endsWith('.json')) return readPlan(run);
  const reader = openRun(findRun(results, run), parsePlan);
  const read = await readPlan(join(reader.dir, 'plan.json'));
  const recorded = reader.verdict();
  return recorded === undefined ? read : { ...read, recorded };
}

function reportMiss(message: string, reporters: ReturnType<typeof parseReporters>): number {
  process.stderr.write(`faultline: ${message}\n`);
  const outcome = 'inconclusive';
  const summary: CampaignSummary = { outcome, exitCode: exitCodes[outcome], runs: [], error: { code: 'not-reproduced', message } };
  emit(
    reporters.filter(({ name, file }) => name !== 'text' || file !== undefined),
    { json: () => summary, text: () => message },
  );
  return summary.exitCode;
}
