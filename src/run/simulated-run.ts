import { performance } from 'node:perf_hooks';
import { createSimulatedCluster, type SimulatedCluster } from '../cluster/simulated/index.ts';
import {
  type CheckerResult,
  FaultlineError,
  type Finding,
  type HistoryEvent,
  isClientEvent,
  type Ms,
  type Plan,
  type RunSummary,
  type RunVerdict,
  type TraceItem,
} from '../core/index.ts';
import { createRun, openRun, type RunWriter } from '../store/index.ts';
import type { Expansion } from './expand.ts';
import { type Judges, openJudges } from './judge.ts';
import { type Life, type LifeResult, live } from './life.ts';
import { readOnlyOperations } from './read-only.ts';
import { Recorder } from './recorder.ts';
import { judgeDeaths, judgeLiveness } from './run-record.ts';
import { RunSystem } from './run-system.ts';
import { isUnavailable } from './unavailable.ts';
import { FaultCoverage, judgeVacuity } from './vacuity.ts';
import { buildVerdict, withExpectation } from './verdict.ts';
import { buildReport } from './write-report.ts';

export interface SimulatedRunOptions {
  readonly expansion: Expansion;
  /** The one command that runs it again, given the run's folder if it is kept. */
  readonly reproduce: (dir: string | undefined) => string;
  /** Write the run folder (plan, history, trace, events, verdict, report) under this results folder. Absent: nothing is written. */
  readonly root?: string;
  /** What the folder's name ends in, if not the plan's seed. */
  readonly folderSeed?: number;
  /** A line for each event that the digest covers, in order: what `replay` compares. */
  readonly onEvent?: (line: string) => void;
  /** What nodes say, as the checkers are told it. */
  readonly onTrace?: (item: TraceItem) => void;
  /** What the verdict says of the run beside what the run itself says; may have several lines. */
  readonly note?: string;
  /** Asked when it is judged: whether its violation is one that the suite asks for. */
  readonly isExpected?: (run: RunSummary) => boolean;
  /** Ends the run in good order at the first certain finding. */
  readonly stopOnViolation?: boolean;
}

export interface SimulatedRun {
  /** With `digest`. Its outcome is `broken` if the harness failed. */
  readonly verdict: RunVerdict;
  readonly history: readonly HistoryEvent[];
  /** Events of the simulated world: deliveries, timers, disk calls. */
  readonly eventCount: number;
  readonly virtualMs: Ms;
}

/**
 * Runs a plan in the simulated world, from set-up to verdict, before this returns: no promise, no real timer, nothing that two runs
 * of the same plan could differ by. Throws `FaultlineError` only for a results folder that cannot be written.
 */
export function simulateRun(options: SimulatedRunOptions): SimulatedRun {
  const { root, expansion, folderSeed } = options;
  if (root === undefined) return new Simulation(options, undefined).run();
  const writer = createRun({
    root,
    plan: expansion.plan,
    startedAt: new Date(),
    ...(folderSeed === undefined ? {} : { seed: folderSeed }),
  });
  try {
    return new Simulation(options, writer).run();
  } finally {
    writer.close();
  }
}

class Simulation {
  readonly #options: SimulatedRunOptions;
  readonly #writer: RunWriter | undefined;
  readonly #plan: Plan;
  readonly #judges: Judges;
  readonly #system: RunSystem;
  readonly #history: HistoryEvent[] = [];
  readonly #coverage: FaultCoverage;
  readonly #startedAt = new Date();
  readonly #wallStart = performance.now();
  #life: Life | undefined;
  #findingCount = 0;

  constructor(options: SimulatedRunOptions, writer: RunWriter | undefined) {
    const { plan, workload, system, checkers } = options.expansion;
    this.#options = options;
    this.#writer = writer;
    this.#plan = plan;
    this.#coverage = new FaultCoverage(readOnlyOperations(plan, workload));
    this.#system = new RunSystem(plan, system);
    const found = (_checker: string, _finding: Finding): void => this.#found();
    this.#judges = openJudges({ plan, model: workload.model, traced: system.traced, checkers, found });
  }

  run(): SimulatedRun {
    const writer = this.#writer;
    const { onEvent } = this.#options;
    const line = (text: string): void => {
      writer?.event(text);
      onEvent?.(text);
    };
    const cluster = createSimulatedCluster({
      plan: this.#plan,
      system: this.#system.system,
      ...(writer === undefined && onEvent === undefined ? {} : { onEvent: line }),
    });
    const outcome = this.#liveIn(cluster);
    const verdict = this.#conclude(cluster, this.#system.judge(outcome));
    return { verdict, history: this.#history, eventCount: cluster.eventCount(), virtualMs: cluster.nowUs() / 1000 };
  }

  #liveIn(cluster: SimulatedCluster): LifeResult {
    const { plan, workload } = this.#options.expansion;
    const { system } = this.#system;
    const recorder = new Recorder(cluster.clock, [(event) => this.#event(cluster, event)]);
    const writer = this.#writer;
    const { onTrace } = this.#options;
    cluster.observe({
      trace: (item) => {
        this.#judges.trace(item);
        if (item.kind === 'event') writer?.trace(item.event);
        onTrace?.(item);
      },
    });
    let result: LifeResult | undefined;
    let failure: Error | undefined;
    cluster.drive(
      (finish) => {
        recorder.nemesis('phase', { name: 'set-up', monotonicMs: 0 });
        this.#life = live(
          {
            plan,
            cluster,
            system,
            workload,
            recorder,
            note: (note) => writer?.note(note),
            violationFound: () => this.#findingCount > 0,
            hold: (release) => release(),
          },
          (ended) => {
            result = ended;
            finish();
          },
        );
        this.#system.endsWith(this.#life);
      },
      (error) => {
        failure = error;
      },
    );
    cluster.close(() => undefined);
    return result ?? neverEnded(failure);
  }

  #event(cluster: SimulatedCluster, event: HistoryEvent): void {
    cluster.journal.record(cluster.nowUs(), 'history', '', event.index, textOf(event));
    this.#writer?.history(event);
    this.#history.push(event);
    this.#coverage.history(event);
    this.#judges.history(event);
  }

  #found(): void {
    this.#findingCount += 1;
    if (this.#options.stopOnViolation === true) this.#life?.interrupt('a violation was found');
  }

  #conclude(cluster: SimulatedCluster, outcome: LifeResult): RunVerdict {
    const plan = this.#plan;
    const results: Record<string, CheckerResult> = {
      ...this.#judges.finish(),
      liveness: judgeLiveness(outcome.liveness, this.#history),
      crashes: judgeDeaths(outcome.deaths),
      vacuity: judgeVacuity(plan, outcome.faults, this.#coverage, isUnavailable(outcome.liveness)),
    };
    for (const [name, { verdict, findings }] of Object.entries(results)) {
      const rules = [...new Set(findings.map(({ rule }) => rule))];
      cluster.journal.record(cluster.nowUs(), 'verdict', name, findings.length, [verdict, ...rules].join(' '));
    }
    const digest = cluster.journal.digest();
    const dir = this.#writer?.dir;
    const verdictWith = (broken: Error | undefined): RunVerdict => ({
      ...buildVerdict({
        plan,
        ...(dir === undefined ? {} : { dir }),
        startedAt: this.#startedAt,
        durationMs: Math.round(cluster.nowUs() / 1000),
        wallMs: Math.round(performance.now() - this.#wallStart),
        results,
        history: this.#history,
        faults: outcome.faults,
        reproduce: this.#options.reproduce(dir),
        remarks: [...(this.#options.note === undefined ? [] : [this.#options.note]), ...outcome.remarks],
        ...(broken === undefined ? {} : { broken }),
        ...(outcome.interrupted === undefined ? {} : { interrupted: outcome.interrupted }),
      }),
      digest,
    });
    const verdict = withExpectation(verdictWith(outcome.broken), this.#options.isExpected);
    return this.#writer === undefined ? verdict : this.#kept(this.#writer, verdict, verdictWith, outcome.broken);
  }

  /** What was judged stands, but a run that cannot be shown is not a good one. */
  #kept(writer: RunWriter, verdict: RunVerdict, verdictWith: (broken: Error) => RunVerdict, broken: Error | undefined): RunVerdict {
    try {
      writer.verdict(verdict);
      const reader = openRun(writer.dir, () => this.#plan);
      writer.report(buildReport({ plan: this.#plan, verdict, history: this.#history, trace: reader.trace(), logs: reader.logs() }));
      return verdict;
    } catch (error) {
      return verdictWith(broken ?? (error instanceof Error ? error : new Error(String(error))));
    }
  }
}

/** Everything that an event says, for the digest: an operation's in fewer words than JSON has. */
function textOf(event: HistoryEvent): string {
  if (!isClientEvent(event)) return JSON.stringify(event);
  const { time, process, type, f, key, value, node, error, seen } = event;
  const more = seen === undefined ? '' : ` seen ${JSON.stringify(seen)}`;
  return `${time} ${process} ${type} ${f} ${key === undefined ? '-' : JSON.stringify(key)} ${JSON.stringify(value)} ${node ?? '-'} ${error ?? '-'}${more}`;
}

function neverEnded(failure: Error | undefined): LifeResult {
  const broken = failure ?? new FaultlineError('harness-failed', 'the run ended without a result');
  const liveness: CheckerResult = { verdict: 'unknown', reason: 'the run did not come to its end', findings: [] };
  return { faults: [], liveness, deaths: [], broken, remarks: [] };
}
