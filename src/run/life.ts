import type { Cluster, NodeDeath, StartOptions } from '../cluster/index.ts';
import type { CheckerResult, FaultReport, Json, NodeId, PhaseName, Plan, System, Workload } from '../core/index.ts';
import { createNemesis, type Nemesis } from '../nemesis/index.ts';
import { ClientThread } from './client-thread.ts';
import { awaitConvergence, type Convergence, LOCAL_PATIENCE } from './convergence.ts';
import { readEverywhere } from './final-reads.ts';
import type { Recorder } from './recorder.ts';

export interface LifeOptions {
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
  const remarks: string[] = [];
  let phase: LifeProgress['phase'] = 'set-up';
  let safetyEndsAt: number | undefined;
  let interrupted: string | undefined;
  let over = false;
  let endSafety: (() => void) | undefined;
  let liveness: CheckerResult = { verdict: 'unknown', reason: 'the run ended before convergence was asked for', findings: [] };

  const startOptions = (node: NodeId): StartOptions => {
    const variant = plan.system.variants[node];
    return { args: plan.system.args, config: plan.system.config, ...(variant === undefined ? {} : { variant }) };
  };
  const nemesis: Nemesis = createNemesis({
    plan,
    cluster,
    startOptions,
    leads: system.leads,
    record: (f, value) => recorder.nemesis(f, value),
    failed: (error) => finish(error),
    ...maxElectionTimeout(plan),
  });
  const threads = Array.from({ length: plan.load.concurrency }, (_, thread) => {
    const connect = (node: NodeId) => cluster.connect(`c${thread}`, node);
    return new ClientThread({
      thread,
      seed: plan.seed,
      nodes: plan.system.nodes,
      clock,
      client: system.client({ clock, nodes: plan.system.nodes, connect }),
      recorder,
      workload,
      workloadPlan: plan.workload,
      load: plan.load,
      note: options.note,
    });
  });
  cluster.observe({
    trace: (item) => {
      if (item.kind === 'event') nemesis.trace(item.event);
    },
    died(death) {
      deaths.push(death);
      recorder.nemesis('node-died', { node: death.node, boot: death.boot, how: death.how });
      nemesis.died(death.node);
    },
  });
  startNodes();

  function startNodes(): void {
    let left = plan.system.nodes.length;
    for (const node of plan.system.nodes) {
      cluster.start(node, startOptions(node), (error) => {
        if (over) return;
        if (error !== undefined) return finish(error);
        left -= 1;
        // A first leader is waited for, so that the load does not begin in an election; that there is none yet is no failure.
        if (left === 0) awaitConvergence(cluster, system, plan.phases.convergenceMs, 1, () => (over ? undefined : safety()));
      });
    }
  }

  function safety(): void {
    if (interrupted !== undefined) return finish();
    enter('safety');
    safetyEndsAt = clock.now() + plan.phases.safetyMs;
    endSafety = () => {
      endSafety = undefined;
      safetyEndsAt = undefined;
      heal();
    };
    nemesis.begin();
    for (const thread of threads) thread.start();
    clock.timer(plan.phases.safetyMs, () => endSafety?.());
  }

  function heal(): void {
    enter('heal');
    let left = threads.length + 1;
    const oneDone = () => {
      left -= 1;
      if (left === 0 && !over) converge();
    };
    for (const thread of threads) thread.stop(oneDone);
    nemesis.endAll((error) => (error === undefined ? oneDone() : finish(error)));
  }

  function converge(): void {
    if (interrupted !== undefined) return finish();
    enter('convergence');
    // Once something is proven to be wrong, patience has nothing left to protect.
    const patience = options.violationFound() ? 1 : LOCAL_PATIENCE;
    awaitConvergence(cluster, system, plan.phases.convergenceMs, patience, (result) => {
      if (over) return;
      liveness = judgeConvergence(result, plan);
      if (result.state === 'slow')
        remarks.push(`slow: all nodes held the same only ${Math.round(result.afterMs)} ms after the faults were healed`);
      finalReads();
    });
  }

  function finalReads(): void {
    enter('final-reads');
    const operations = recorder.keys.map((key) => workload.finalRead(key));
    readEverywhere({ threads, nodes: plan.system.nodes, operations, clock, boundMs: plan.phases.finalReadsMs }, (undone) => {
      if (over) return;
      if (undone > 0) remarks.push(`${undone} final reads were left out when finalReadsMs (${plan.phases.finalReadsMs}) had passed`);
      options.hold(() => finish());
    });
  }

  function finish(broken?: Error): void {
    if (over) return;
    over = true;
    enter('stop');
    for (const thread of threads) thread.close();
    done({
      faults: nemesis.reports(),
      liveness,
      deaths,
      remarks,
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

/** After several of these without its leader a cluster must have another: the nemesis asks for the risen term. */
function maxElectionTimeout(plan: Plan): { maxElectionTimeoutMs?: number } {
  const { electionTimeoutMs } = plan.system.config;
  const longest = Array.isArray(electionTimeoutMs) ? electionTimeoutMs[1] : undefined;
  return typeof longest === 'number' ? { maxElectionTimeoutMs: longest } : {};
}

function judgeConvergence(result: Convergence, plan: Plan): CheckerResult {
  if (result.state !== 'apart')
    return { verdict: 'valid', findings: [], data: { afterMs: Math.round(result.afterMs), state: result.state } };
  const states = [...result.bodies].map(([node, body]) => `${node}: ${body === undefined ? 'no answer' : JSON.stringify(body)}`);
  const message =
    `After all faults were healed and every node was restarted, the nodes did not come to hold the same within ${Math.round(result.waitedMs)} ms ` +
    `(${plan.phases.convergenceMs} ms are allowed). Waited for: one leader that all name, and the same applied index and state hash on every node.`;
  const finding = { rule: 'no-convergence', message, evidence: { states } };
  return { verdict: 'invalid', reason: message, findings: [finding] };
}
