import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkers as allCheckers } from '../../checkers/index.ts';
import { workloads } from '../../workloads/index.ts';
import {
  badInput,
  type Checker,
  type CheckerResult,
  FaultlineError,
  type FaultReport,
  type HistoryEvent,
  type Plan,
  type RunVerdict,
} from '../core/index.ts';
import { openRun, type RunReader } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';
import { notEnded, readBrokenOff } from './broken-off.ts';
import { openJudges } from './judge.ts';
import { readOnlyOperations } from './read-only.ts';
import { tracedOf } from './systems.ts';
import { isUnavailable } from './unavailable.ts';
import { FaultCoverage, judgeVacuity } from './vacuity.ts';
import { buildVerdict } from './verdict.ts';
import { buildReport } from './write-report.ts';

export interface RecheckOptions {
  /** Instead of the plan's. */
  readonly checkers?: readonly string[];
  readonly budgetMs?: number;
}

/** Judges a recorded run anew from its files. What only the run itself knew (convergence, faults) is taken from its verdict, if it has one. */
export function recheckRun(dir: string, options: RecheckOptions = {}): RunVerdict {
  const reader = openRun(dir, parsePlan);
  const { plan } = reader;
  const limits = options.budgetMs === undefined ? plan.limits : { ...plan.limits, checkerBudgetMs: options.budgetMs };
  const judged = judgeFolder({ ...plan, limits }, reader, chooseCheckers(options.checkers ?? plan.checkers));
  const earlier = reader.verdict();
  for (const warning of reader.warnings) process.stderr.write(`faultline: ${warning}\n`);
  const kept = (name: string): Record<string, CheckerResult> => {
    const result = earlier?.results[name];
    return { [name]: result ?? { verdict: 'unknown', reason: notEnded, findings: [] } };
  };
  const brokenOff = earlier === undefined ? readBrokenOff(reader.dir, plan, judged.history) : undefined;
  const faults: readonly FaultReport[] = earlier?.faults ?? brokenOff?.faults ?? [];
  const unavailable = isUnavailable(earlier?.results['liveness']);
  const vacuity = brokenOff?.vacuity ?? judgeVacuity(plan, faults, judged.coverage, unavailable);
  const verdict = buildVerdict({
    plan,
    dir: reader.dir,
    startedAt: earlier === undefined ? (brokenOff?.startedAt ?? new Date()) : new Date(earlier.startedAt),
    durationMs: earlier?.durationMs ?? brokenOff?.durationMs ?? 0,
    ...(earlier?.wallMs === undefined ? {} : { wallMs: earlier.wallMs }),
    results: { ...judged.results, ...kept('liveness'), ...kept('crashes'), vacuity },
    history: judged.history,
    faults,
    reproduce: earlier?.reproduce ?? `npx faultline run ${quote(fromHere(join(reader.dir, 'plan.json')))}`,
    remarks: [...(earlier?.note === undefined ? [] : [earlier.note]), ...reader.warnings],
    ...(earlier === undefined ? { interrupted: notEnded } : {}),
    ...(earlier?.outcome === 'broken'
      ? { broken: new FaultlineError(earlier.code ?? 'harness-failed', earlier.reason ?? 'the harness failed') }
      : {}),
  });
  // What happened is as it was, however it is judged now.
  return earlier?.digest === undefined ? verdict : { ...verdict, digest: earlier.digest };
}

/** Builds report.html anew; answers its path. A run without a verdict is judged first. */
export function rebuildReport(dir: string): string {
  const reader = openRun(dir, parsePlan);
  const verdict = reader.verdict() ?? recheckRun(dir);
  const file = join(reader.dir, 'report.html');
  const html = buildReport({ plan: reader.plan, verdict, history: reader.history(), trace: reader.trace(), logs: reader.logs() });
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new FaultlineError('results-unwritable', `cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return file;
}

/** The checkers of these names; an unknown one is bad input. */
export function chooseCheckers(names: readonly string[]): Checker[] {
  return names.map((name) => {
    const checker = allCheckers.get(name);
    if (checker === undefined)
      throw badInput('unknown-checker', `expected a checker (${[...allCheckers.keys()].join(', ')}), got "${name}"`);
    return checker;
  });
}

/** A path as short as it can be said from the working folder; one outside of it as it is. */
function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** For a shell: as it is where nothing in it means anything to one. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function judgeFolder(
  plan: Plan,
  reader: RunReader,
  checkers: readonly Checker[],
): { results: Record<string, CheckerResult>; history: HistoryEvent[]; coverage: FaultCoverage } {
  const workload = workloads.get(plan.workload.name);
  const traced = tracedOf(plan);
  if (workload === undefined) throw badInput('unknown-workload', `the plan's workload "${plan.workload.name}" is not known here`);
  if (traced === undefined) throw badInput('unknown-system', `the plan's system "${plan.system.name}" is not known here`);
  const judges = openJudges({ plan, model: workload.model, traced, checkers, found: () => undefined });
  const history: HistoryEvent[] = [];
  const coverage = new FaultCoverage(readOnlyOperations(plan, workload));
  for (const event of reader.history()) {
    history.push(event);
    coverage.history(event);
    judges.history(event);
  }
  for (const item of reader.trace()) judges.trace(item);
  return { results: judges.finish(), history, coverage };
}
