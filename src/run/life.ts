import type { Cluster, NodeDeath, StartOptions } from '../cluster/index.ts';
import type { CheckerResult, CorePlan, Done, FaultReport, Json, NodeId, PhaseName, Plan, System, Workload } from '../core/index.ts';
import { createNemesis, type Nemesis } from '../nemesis/index.ts';
import { lostNodes } from './ask-nodes.ts';
import { awaitConvergence, patienceOf } from './convergence.ts';
import { serveInCore } from './core-phase.ts';
import { longestElectionTimeoutMs } from './election-timeout.ts';
import { readEverywhere } from './final-reads.ts';
import { LateStarts } from './late-starts.ts';
import { type LivenessEvidence, livenessOf, livenessRemarks } from './liveness.ts';
import { openThreads } from './open-threads.ts';
import type { Recorder } from './recorder.ts';
import { coreNodes, whyNoRecovery } from './unavailable.ts';

export interface LifeOptions {
  /** What clients have to say to whoever has set them up. */
  readonly tell?: (words: string) => void;
  readonly plan: Plan;
  readonly cluster: Cluster;
  readonly system: System;
  readonly workload: Workload;
  readonly recorder: Recorder;
  readonly note: (note: { readonly [field: string]: Json }) => void;
  readonly violationFound: () => boolean;
  /** Asked once the final reads are done: calls back when the cluster may be stopped. */
  readonly hold: (release: () => void) => void;
}

export interface LifeResult {
  readonly faults: readonly FaultReport[];
  readonly liveness: CheckerResult;
  /** Without those of nodes that found their disk damaged: that is what a node must do. */
  readonly deaths: readonly NodeDeath[];
  /** The harness failed. */
  readonly broken?: Error;
  readonly interrupted?: string;
  readonly remarks: readonly string[];
}

export interface LifeProgress {
  readonly phase: PhaseName | 'set-up';
  /** Until the safety phase ends; undefined outside it. */
  readonly leftMs: number | undefined;
  readonly faults: readonly string[];
  /** How long the safety phase is; undefined outside it. */
  readonly totalMs: number | undefined;
  readonly leader: { readonly node: NodeId; readonly term: number } | undefined;
}

export interface Life {
  /** Ends the run early, in good order. */
  interrupt(why: string): void;
  /** Ends it at once: the harness cannot go on. */
  fail(error: Error): void;
  progress(): LifeProgress;
}

/** The life of one run, the same in every world: no promise, no timer but the cluster's clock. `done` comes once. */
export function live(options: LifeOptions, done: (result: LifeResult) => void): Life {
  const { plan, cluster, system, workload, recorder } = options;
  const { clock } = cluster;
  const deaths: NodeDeath[] = [];
  const evidence: LivenessEvidence = {};
  const remarks: string[] = [];
  let phase: LifeProgress['phase'] = 'set-up';
  let safetyEndsAt: number | undefined;
  let interrupted: string | undefined;
  let over = false;
  let endSafety: (() => void) | undefined;
  const late = new LateStarts();
  const fitNodes = () => plan.system.nodes.filter((node) => cluster.lost(node) === undefined && !late.isGone(node));

  const startOptions = (node: NodeId): StartOptions => {
    const variant = plan.system.variants[node];
    const patience = phase === 'heal' && interrupted === undefined ? patienceOf(plan, options.violationFound()) : 1;
    return { args: plan.system.args, config: plan.system.config, patience, ...(variant === undefined ? {} : { variant }) };
  };
  // After several of these without its leader a cluster must have another: the nemesis asks for the risen term.
  const maxElectionTimeoutMs = longestElectionTimeoutMs(plan);
  const nemesis: Nemesis = createNemesis({
    plan,
    cluster,
    startOptions,
    leads: system.leads,
    record: (f, value) => recorder.nemesis(f, value),
    failed: (error) => finish(error),
    ...(maxElectionTimeoutMs === undefined ? {} : { maxElectionTimeoutMs }),
  });
  const { note, tell } = options;
  const threads = openThreads({ plan, cluster, system, workload, recorder, note, ...(tell === undefined ? {} : { tell }) });
  cluster.observe({
    trace: (item) => {
      if (item.kind === 'event') nemesis.trace(item.event);
    },
    died(death) {
      if (cluster.lost(death.node) === undefined) deaths.push(death);
      recorder.nemesis('node-died', { node: death.node, boot: death.boot, how: death.how });
      nemesis.died(death.node);
    },
    late: (start) => late.add(start, nemesis.reports(), deaths),
  });
  startNodes();

  function startNodes(): void {
    let left = plan.system.nodes.length;
    for (const node of plan.system.nodes) {
      cluster.start(node, startOptions(node), (error) => {
        if (over) return;
        if (error !== undefined) return finish(error);
        left -= 1;
        if (left === 0) firstLeader();
      });
    }
  }

  /** Waited for, so that the load does not begin in an election; that there is none yet is no failure. */
  function firstLeader(): void {
    awaitConvergence({ cluster, system, asked: fitNodes, boundMs: plan.phases.convergenceMs, patience: 1 }, ({ state }) => {
      evidence.togetherAtStart = state !== 'apart';
      if (!over) safety();
    });
  }

  function safety(): void {
    if (interrupted !== undefined) return finish();
    enter('safety');
    safetyEndsAt = clock.now() + plan.phases.safetyMs;
    endSafety = () => {
      endSafety = undefined;
      safetyEndsAt = undefined;
      if (plan.core === undefined || plan.phases.coreMs === 0 || interrupted !== undefined) heal();
      else beginCore(plan.core);
    };
    nemesis.begin();
    for (const thread of threads) thread.start();
    clock.timer(plan.phases.safetyMs, () => endSafety?.());
  }

  function beginCore(core: CorePlan): void {
    enter('core');
    whenIdleAnd(
      (done) => nemesis.beginCore(done),
      () => {
        // Who is not ready again yet is tried once more with every fault ended: that is what counts.
        const isWhole = coreNodes(plan.system.nodes, core).every(
          (node) => cluster.state(node) === 'up' || cluster.lost(node) !== undefined,
        );
        if (!isWhole) return heal();
        const key = recorder.keys.at(-1);
        const patience = patienceOf(plan, options.violationFound());
        serveInCore({ plan, core, cluster, system, workload, threads, key, patience }, (result) => {
          if (over) return;
          evidence.core = result;
          heal();
        });
      },
    );
  }

  function heal(): void {
    enter('heal');
    if (interrupted === undefined) late.heal(clock.now());
    whenIdleAnd((done) => nemesis.endAll(done), converge);
  }

  /** Stops the load; goes on once every client is idle and the nemesis has done its part. */
  function whenIdleAnd(nemesisPart: (done: Done) => void, next: () => void): void {
    let left = threads.length + 1;
    const oneDone = () => {
      left -= 1;
      if (left === 0 && !over) next();
    };
    for (const thread of threads) thread.stop(oneDone);
    nemesisPart((error) => (error === undefined ? oneDone() : finish(error)));
  }

  function converge(): void {
    if (interrupted !== undefined) return finish();
    if (foundUnavailable() || fitNodes().length === 0) return options.hold(() => finish());
    enter('convergence');
    const patience = patienceOf(plan, options.violationFound());
    const boundMs = plan.phases.convergenceMs;
    awaitConvergence({ cluster, system, asked: fitNodes, boundMs, patience }, (result) => {
      if (over) return;
      if (result.state === 'apart' && foundUnavailable()) return options.hold(() => finish());
      evidence.convergence = result;
      finalReads();
    });
  }

  /** Where too many disks are lost nothing can come together, and nothing more is asked. */
  function foundUnavailable(): boolean {
    const { nodes } = plan.system;
    const why = whyNoRecovery({ nodes, lost: lostNodes(cluster, nodes) });
    if (why !== undefined) evidence.convergence = { state: 'unavailable', why };
    return why !== undefined;
  }

  function finalReads(): void {
    const { finalReadsMs } = plan.phases;
    if (finalReadsMs === 0) return options.hold(() => finish());
    enter('final-reads');
    const operations = recorder.keys.map((key) => workload.finalRead(key));
    readEverywhere({ threads, nodes: fitNodes(), operations, clock, boundMs: finalReadsMs }, ({ undone, answers }) => {
      if (over) return;
      // A node that ended meanwhile is told of by its end.
      evidence.answers = new Map([...answers].filter(([node]) => cluster.state(node) === 'up' && cluster.lost(node) === undefined));
      if (undone > 0) remarks.push(`${undone} final reads were left out when finalReadsMs (${finalReadsMs}) had passed`);
      options.hold(() => finish());
    });
  }

  function finish(broken?: Error): void {
    if (over) return;
    over = true;
    enter('stop');
    for (const thread of threads) thread.close();
    evidence.okCount = recorder.tally.ok;
    evidence.late = late.all;
    done({
      faults: nemesis.reports(),
      liveness: livenessOf(evidence, plan, system),
      deaths,
      remarks: [...livenessRemarks(evidence), ...remarks],
      ...(broken === undefined ? {} : { broken }),
      ...(interrupted === undefined ? {} : { interrupted }),
    });
  }

  function enter(name: PhaseName): void {
    phase = name;
    recorder.nemesis('phase', { name });
  }

  return {
    interrupt(why) {
      if (over || interrupted !== undefined) return;
      interrupted = why;
      if (phase === 'set-up') finish();
      else if (endSafety !== undefined) endSafety();
      else if (phase !== 'heal') finish();
    },
    fail: (error) => finish(error),
    progress: () => ({
      phase,
      totalMs: safetyEndsAt === undefined ? undefined : plan.phases.safetyMs,
      leftMs: safetyEndsAt === undefined ? undefined : Math.max(0, safetyEndsAt - clock.now()),
      faults: nemesis.active(),
      leader: nemesis.leader(),
    }),
  };
}
