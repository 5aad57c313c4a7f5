import { performance } from 'node:perf_hooks';
import { createLocalCluster, type LocalCluster, watchLag } from '../cluster/local/index.ts';
import {
  type Checker,
  type CheckerResult,
  FaultlineError,
  type Finding,
  type Plan,
  type RunSummary,
  type RunVerdict,
  type System,
  type Workload,
} from '../core/index.ts';
import { createRun, openRun, type RunWriter } from '../store/index.ts';
import type { NodeEnvironment } from './environment.ts';
import { type Judges, openJudges } from './judge.ts';
import { type Life, type LifeProgress, type LifeResult, live } from './life.ts';
import { ownWords } from './own-words.ts';
import { readOnlyOperations } from './read-only.ts';
import { Recorder } from './recorder.ts';
import { judgeDeaths, judgeLiveness, RunRecord } from './run-record.ts';
import { RunSystem } from './run-system.ts';
import { Secrets } from './secrets.ts';
import { tellTrouble } from './tell-trouble.ts';
import { isUnavailable } from './unavailable.ts';
import { FaultCoverage, judgeVacuity } from './vacuity.ts';
import { buildVerdict, withExpectation } from './verdict.ts';
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
  /** Given to every node's process; its values appear in nothing that the run leaves. */
  readonly environment?: NodeEnvironment;
  /** Holds the cluster, once all is read, until the returned promise settles. */
  readonly keepRunning?: (cluster: LocalCluster) => Promise<void>;
  /** Asked when it is judged: whether its violation is one that the suite asks for. */
  readonly isExpected?: (run: RunSummary) => boolean;
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
  const writer = createRun({ root: options.root, plan: options.plan, startedAt: new Date() });
  for (const warning of writer.warnings) process.stderr.write(`faultline: ${warning}\n`);
  options.started?.(writer.dir);
  try {
    return await new LocalRun(options, writer).run();
  } finally {
    writer.close();
  }
}

class LocalRun {
  readonly #options: LocalRunOptions;
  readonly #writer: RunWriter;
  readonly #judges: Judges;
  readonly #record: RunRecord;
  readonly #secrets: Secrets;
  readonly #system: RunSystem;
  readonly #startedAt = new Date();
  readonly #wallStart = performance.now();
  #life: Life | undefined;
  #findings = 0;

  constructor(options: LocalRunOptions, writer: RunWriter) {
    const { plan, workload, system, checkers } = options;
    this.#options = options;
    this.#system = new RunSystem(plan, system);
    this.#writer = writer;
    this.#secrets = new Secrets(options.environment ?? {}, ownWords(plan));
    const found = (checker: string, finding: Finding) => this.#found(checker, finding);
    this.#judges = openJudges({ plan, model: workload.model, traced: system.traced, checkers, found });
    this.#record = new RunRecord(
      writer,
      this.#judges,
      new FaultCoverage(readOnlyOperations(plan, workload)),
      (error) => this.#life?.fail(error),
      (value) => this.#secrets.maskValue(value),
    );
  }

  async run(): Promise<RunVerdict> {
    let cluster: LocalCluster | undefined;
    let outcome: LifeResult;
    try {
      cluster = await this.#openCluster();
      const opened = cluster;
      outcome = await this.#system.during(() => this.#liveIn(opened));
    } catch (error) {
      outcome = brokenBefore(error);
    }
    const closeError = cluster === undefined ? undefined : await closed(cluster);
    const judged = this.#system.judge(outcome);
    return this.#conclude(judged, judged.broken ?? closeError);
  }

  #conclude(outcome: LifeResult, broken: Error | undefined): RunVerdict {
    const { plan } = this.#options;
    const { history, coverage } = this.#record;
    const results: Record<string, CheckerResult> = {
      ...this.#judges.finish(),
      liveness: judgeLiveness(outcome.liveness, history),
      crashes: judgeDeaths(outcome.deaths),
      vacuity: judgeVacuity(plan, outcome.faults, coverage, isUnavailable(outcome.liveness)),
    };
    const verdictWith = (failure: Error | undefined) =>
      buildVerdict({
        plan,
        dir: this.#writer.dir,
        startedAt: this.#startedAt,
        durationMs: Math.round(performance.now() - this.#wallStart),
        results,
        history,
        faults: outcome.faults,
        reproduce: this.#options.reproduce(this.#writer.dir),
        remarks: outcome.remarks,
        ...(failure === undefined ? {} : { broken: failure }),
        ...(outcome.interrupted === undefined ? {} : { interrupted: outcome.interrupted }),
      });
    const shown = (failure: Error | undefined): RunVerdict => this.#masked(withExpectation(verdictWith(failure), this.#options.isExpected));
    const verdict = shown(broken);
    try {
      this.#writer.verdict(verdict);
      const reader = openRun(this.#writer.dir, () => plan);
      const events = this.#secrets.isEmpty ? history : reader.history();
      this.#writer.report(buildReport({ plan, verdict, history: events, trace: reader.trace(), logs: reader.logs() }));
      return verdict;
    } catch (error) {
      // What was judged stands, but a run that cannot be shown is not a good one.
      return shown(broken ?? (error instanceof Error ? error : new Error(String(error))));
    }
  }

  #liveIn(cluster: LocalCluster): Promise<LifeResult> {
    const { plan, workload, keepRunning, control } = this.#options;
    const { system } = this.#system;
    const recorder = new Recorder(cluster.clock, [(event) => this.#record.event(event)]);
    cluster.observe({ trace: (item) => this.#record.trace(item) });
    return new Promise<LifeResult>((resolve, reject) => {
      let result: LifeResult | undefined;
      const main = (finish: () => void) => {
        recorder.nemesis('phase', { name: 'set-up', monotonicMs: cluster.monotonicStartMs });
        const lagged = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => recorder.nemesis('lag', { fromMs, toMs });
        const stopWatching = watchLag(cluster.clock, plan.limits.harnessLagMs, lagged);
        const hold = (release: () => void) => {
          if (keepRunning === undefined) release();
          else keepRunning(cluster).then(release, release);
        };
        const note: RunRecord['note'] = (entry) => this.#record.note(entry);
        const tell = (words: string) => tellTrouble(this.#secrets.mask(words));
        const violationFound = () => this.#findings > 0;
        const life = live({ plan, cluster, system, workload, recorder, note, tell, violationFound, hold }, (ended) => {
          stopWatching();
          result = ended;
          finish();
        });
        this.#life = life;
        this.#system.endsWith(life);
        control?.({
          progress: () => ({ ...life.progress(), ...recorder.tally, findings: this.#findings }),
          interrupt: (why) => life.interrupt(why),
        });
      };
      cluster.drive(main, (error) =>
        result === undefined ? reject(error ?? new Error('the run ended without a result')) : resolve(result),
      );
    });
  }

  #found(checker: string, finding: Finding): void {
    this.#findings += 1;
    this.#options.found?.(checker, this.#secrets.maskValue(finding));
    if (this.#options.stopOnViolation) this.#life?.interrupt('a violation was found, and --stop-on-violation was given');
  }

  #openCluster(): Promise<LocalCluster> {
    const { plan } = this.#options;
    const { system } = this.#system;
    const { runId, dir } = this.#writer;
    const { readyTimeoutMs, stopMs } = plan.phases;
    const { environment } = this.#options;
    const settings = {
      ...{ runId, runFolder: dir, system, nodes: plan.system.nodes, seed: plan.seed, readyTimeoutMs, stopTimeoutMs: stopMs },
      ...(environment === undefined || Object.keys(environment).length === 0
        ? {}
        : { secrets: { environment, filter: (line: string) => this.#secrets.maskLine(line) } }),
    };
    return new Promise((resolve, reject) => {
      createLocalCluster(settings, (error, cluster) =>
        cluster === undefined ? reject(error ?? new Error('no cluster')) : resolve(cluster),
      );
    });
  }

  /** Where the run lies, which code it was and when is the harness's own: nothing of a node is in it. */
  #masked(verdict: RunVerdict): RunVerdict {
    const { dir, build, startedAt } = verdict;
    return { ...this.#secrets.maskValue(verdict), ...(dir === undefined ? {} : { dir }), build, startedAt };
  }
}

function closed(cluster: LocalCluster): Promise<Error | undefined> {
  return new Promise((resolve) => cluster.close(resolve));
}

function brokenBefore(error: unknown): LifeResult {
  const broken = error instanceof Error ? error : new FaultlineError('harness-failed', String(error));
  const liveness: CheckerResult = { verdict: 'unknown', reason: 'the cluster never ran', findings: [] };
  return { faults: [], liveness, deaths: [], broken, remarks: [] };
}
