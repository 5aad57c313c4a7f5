import { performance } from 'node:perf_hooks';
import { createLocalCluster, type LocalCluster, watchLag } from '../cluster/local/index.ts';
import {
  type Checker,
  type CheckerResult,
  FaultlineError,
  type Finding,
  type HistoryEvent,
  type Plan,
  type RunVerdict,
  type System,
  type TraceItem,
  type Workload,
} from '../core/index.ts';
import { createRun, openRun, type RunWriter } from '../store/index.ts';
import { openJudges } from './judge.ts';
import { type Life, type LifeProgress, type LifeResult, live } from './life.ts';
import { Recorder } from './recorder.ts';
import { FaultCoverage, judgeVacuity } from './vacuity.ts';
import { buildVerdict } from './verdict.ts';
import { buildReport } from './write-report.ts';

export interface RunProgress extends LifeProgress {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly findings: number;
}

export interface LocalRunOptions {
  readonly plan: Plan;
  /** The results folder. */
  readonly root: string;
  readonly system: System;
  readonly workload: Workload;
  readonly checkers: readonly Checker[];
  /** The one command that runs it again, given the run's folder. */
  readonly reproduce: (dir: string) => string;
  readonly stopOnViolation: boolean;
  /** Holds the cluster, once all is read, until the returned promise settles. */
  readonly keepRunning?: (cluster: LocalCluster) => Promise<void>;
  readonly started?: (dir: string) => void;
  readonly found?: (checker: string, finding: Finding) => void;
  /** Given a way to look at the run and to end it, once there is something to look at. */
  readonly control?: (control: { progress(): RunProgress; interrupt(why: string): void }) => void;
}

/**
 * Runs a plan on real processes and judges it. Whatever happens after the folder exists ends in a verdict file: a failure of the
 * harness is `broken` and says so; only a folder that cannot be made is thrown.
 */
export async function runLocally(options: LocalRunOptions): Promise<RunVerdict> {
  const { plan, root } = options;
  const startedAt = new Date();
  const writer = createRun({ root, plan, startedAt });
  options.started?.(writer.dir);
  const wallStart = performance.now();
  const history: HistoryEvent[] = [];
  const coverage = new FaultCoverage();
  let life: Life | undefined;
  let findings = 0;
  const judges = openJudges({
    plan,
    model: options.workload.model,
    traced: options.system.traced,
    checkers: options.checkers,
    found(checker, finding) {
      findings += 1;
      options.found?.(checker, finding);
      if (options.stopOnViolation) life?.interrupt('a violation was found, and --stop-on-violation was given');
    },
  });

  let cluster: LocalCluster | undefined;
  let outcome: LifeResult;
  try {
    cluster = await openCluster(writer, options);
    outcome = await liveIn(cluster);
  } catch (error) {
    outcome = brokenBefore(error);
  }
  let closeError: Error | undefined;
  if (cluster !== undefined) closeError = await closed(cluster);

  const vacuity = judgeVacuity(plan, outcome.faults, coverage.okDuringFaults, coverage.okInAll);
  const broken = outcome.broken ?? closeError;
  const results: Record<string, CheckerResult> = { ...judges.finish(), liveness: outcome.liveness, crashes: judgeDeaths(outcome), vacuity };
  const verdict = buildVerdict({
    plan,
    dir: writer.dir,
    startedAt,
    durationMs: Math.round(performance.now() - wallStart),
    results,
    history,
    faults: outcome.faults,
    reproduce: options.reproduce(writer.dir),
    remarks: outcome.remarks,
    ...(broken === undefined ? {} : { broken }),
    ...(outcome.interrupted === undefined ? {} : { interrupted: outcome.interrupted }),
  });
  writer.verdict(verdict);
  writer.report(buildReport({ plan, verdict, history, trace: openRun(writer.dir, () => plan).trace() }));
  writer.close();
  return verdict;

  async function liveIn(world: LocalCluster): Promise<LifeResult> {
    const sinks = [
      (event: HistoryEvent) => writer.history(event),
      (event: HistoryEvent) => void history.push(event),
      (event: HistoryEvent) => coverage.history(event),
      (event: HistoryEvent) => judges.history(event),
    ];
    const recorder = new Recorder(world.clock, sinks);
    world.observe({ trace: (item: TraceItem) => judges.trace(item) });
    return await new Promise<LifeResult>((resolve, reject) => {
      let result: LifeResult | undefined;
      world.drive(
        (finish) => {
          recorder.nemesis('phase', { name: 'set-up', monotonicMs: world.monotonicStartMs });
          const stopWatching = watchLag(world.clock, plan.limits.harnessLagMs, ({ fromMs, toMs }) =>
            recorder.nemesis('lag', { fromMs, toMs }),
          );
          life = live(
            {
              plan,
              cluster: world,
              system: options.system,
              workload: options.workload,
              recorder,
              note: (note) => writer.note(note),
              ready: () => undefined,
              hold: (release) => {
                if (options.keepRunning === undefined) release();
                else options.keepRunning(world).then(release, release);
              },
            },
            (ended) => {
              stopWatching();
              result = ended;
              finish();
            },
          );
          const running = life;
          options.control?.({
            progress: () => ({ ...running.progress(), ...recorder.tally, findings }),
            interrupt: (why) => running.interrupt(why),
          });
        },
        (error) => (result === undefined ? reject(error ?? new Error('the run ended without a result')) : resolve(result)),
      );
    });
  }
}

function openCluster(writer: RunWriter, { plan, system }: LocalRunOptions): Promise<LocalCluster> {
  return new Promise((resolve, reject) => {
    createLocalCluster(
      {
        runId: writer.runId,
        runFolder: writer.dir,
        system,
        nodes: plan.system.nodes,
        seed: plan.seed,
        readyTimeoutMs: plan.phases.readyTimeoutMs,
        stopTimeoutMs: plan.phases.stopMs,
      },
      (error, cluster) => (cluster === undefined ? reject(error ?? new Error('no cluster')) : resolve(cluster)),
    );
  });
}

function closed(cluster: LocalCluster): Promise<Error | undefined> {
  return new Promise((resolve) => cluster.close(resolve));
}

function brokenBefore(error: unknown): LifeResult {
  const broken = error instanceof Error ? error : new FaultlineError('harness-failed', String(error));
  const liveness: CheckerResult = { verdict: 'unknown', reason: 'the cluster never ran', findings: [] };
  return { faults: [], liveness, deaths: [], broken, remarks: [] };
}

/** A node that nobody ended must not end. */
function judgeDeaths({ deaths }: LifeResult): CheckerResult {
  const findings = deaths.map(({ node, boot, how, lastLines, logFile }) => ({
    rule: 'node-died',
    message: `${node} (its start number ${boot}) ended by itself: ${how}. Its last lines stand in ${logFile}.`,
    evidence: { lastLines: [...lastLines], logFile },
  }));
  if (findings.length === 0) return { verdict: 'valid', findings };
  return { verdict: 'invalid', reason: findings.map((finding) => finding.message).join(' '), findings };
}
