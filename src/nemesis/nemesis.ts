import type { Cluster, StartOptions } from '../cluster/index.ts';
import type { Done, FaultReport, Json, Ms, NemesisEventName, NodeId, Plan, TraceEvent } from '../core/index.ts';
import { checkSchedule } from './check-schedule.ts';
import { createClockSkews } from './clock-skews.ts';
import { coreSteps, judgeCoreProof } from './core-steps.ts';
import { createLeadership } from './leadership.ts';
import { createNodeKeeper } from './node-keeper.ts';
import { createStep, type Step, type StepContext } from './step.ts';
import { createTriggers } from './trigger.ts';

export interface NemesisOptions {
  readonly plan: Plan;
  readonly cluster: Cluster;
  /** What a node that was down is started with. */
  readonly startOptions: (node: NodeId) => StartOptions;
  /** The term in which this event declares its node the leader. */
  readonly leads: (event: TraceEvent) => number | undefined;
  /** Writes `fault-begin` and `fault-end` into the history. A step that never began has an end alone, `missing`. */
  readonly record: (f: NemesisEventName, value: Json) => void;
  /** The world could not start or resume a node that should run: a failure of the harness. */
  readonly failed: (error: Error) => void;
  /** A leader that is away for several of these must be replaced, or its fault is `missing`. Without it that is never asked. */
  readonly maxElectionTimeoutMs?: Ms;
  readonly onStepDone?: (report: FaultReport) => void;
}

/** Runs the plan's schedule of faults against a cluster. Nothing of it uses a promise or any time but the cluster's. */
export interface Nemesis {
  /** Time zero of the schedule: the safety phase begins. */
  begin(): void;
  /** Every trace event of the run, also those before `begin`. */
  trace(event: TraceEvent): void;
  /** A node ended that nobody ended. It stays down until the heal. */
  died(node: NodeId): void;
  /**
   * The core phase begins: ends every fault, gives up what has not begun, puts the plan's core stops and cuts in force, and brings every
   * other node up, those that are lost excepted; an error says which is not. Called at most once, before `endAll`.
   */
  beginCore(done: Done): void;
  /**
   * Ends every fault and lifts the core stops, gives up what has not begun, and brings every node up that is not lost; an error says which
   * is not. Called once.
   */
  endAll(done: Done): void;
  /**
   * One for each step, in plan order, and behind them one for each stop and cut of the core phase, once that has begun; `beganAtMs` and
   * `endedAtMs` on the cluster's clock. Final after `endAll`.
   */
  reports(): FaultReport[];
  /** The faults at work now, for progress: `kill n2`. */
  active(): string[];
  /** Who leads, as far as the trace tells. */
  leader(): { readonly node: NodeId; readonly term: number } | undefined;
}

/** Throws `FaultlineError` for a schedule that refers to steps or nodes that there are not. */
export function createNemesis(options: NemesisOptions): Nemesis {
  const { plan, cluster } = options;
  const { nodes } = plan.system;
  const ofCore = plan.core === undefined ? [] : coreSteps(plan.core);
  checkSchedule([...plan.faults, ...ofCore], nodes, plan.world);
  const leadership = createLeadership(options.leads);
  const steps: Step[] = [];
  const byId = new Map<string, Step>();
  const waitingForBegin = new Map<string, { begun(fromMs: Ms): void; never(reason: string): void }[]>();
  let phaseAtMs: Ms = 0;
  /** Waits for the end of a heal: of the one that begins the core phase, or of the last one. */
  let healing: Healing | undefined;

  const keeper = createNodeKeeper(cluster, nodes, options.startOptions, {
    down: (node) => leadership.down(node),
    started: (node, boot) => leadership.started(node, boot),
    changed: retryAll,
    failed: options.failed,
  });
  const resolved = (step: string): readonly NodeId[] | undefined => byId.get(step)?.struck;
  const context: StepContext = {
    seed: plan.seed,
    nodes,
    threads: Array.from({ length: plan.load.concurrency }, (_, thread) => `c${thread}`),
    clock: cluster.clock,
    links: cluster.links,
    keeper,
    clocks: createClockSkews(cluster, plan.simulation?.clocks ?? {}),
    disks: cluster,
    leadership,
    triggers: createTriggers(cluster.clock, cluster.links, { nodes, resolved }),
    maxElectionTimeoutMs: options.maxElectionTimeoutMs ?? Number.POSITIVE_INFINITY,
    up: (node) => cluster.state(node) === 'up',
    leader: () => leadership.leader(),
    resolved,
    can: (kind) => cluster.capabilities.can(kind),
    record: options.record,
    whenBegun,
    disturbed: (id) => steps.some((other) => other.id !== id && isAtWork(other)) || nodes.some((node) => cluster.state(node) !== 'up'),
    begun,
    done,
  };
  for (const [order, step] of plan.faults.entries()) addStep(createStep(step, order, context));

  return {
    begin() {
      phaseAtMs = cluster.clock.now();
      for (const step of steps) step.arm();
    },
    trace(event) {
      const before = leadership.leader();
      leadership.observe(event);
      if (leadership.leader() !== before) retryAll();
      context.triggers.trace(event);
    },
    died(node) {
      for (const step of steps) step.disturb();
      keeper.died(node);
    },
    beginCore(done) {
      const ended = [...steps];
      // Whether the core elects is asked of the core phase itself, not of the stop that struck the leader.
      const coreContext: StepContext = { ...context, maxElectionTimeoutMs: Number.POSITIVE_INFINITY, judge: judgeCoreProof, ofCore: true };
      const stops = ofCore.map((step, i) => createStep(step, plan.faults.length + i, coreContext));
      for (const stop of stops) addStep(stop);
      // The stops stand before the faults end: a node that is to stay away is not started in between.
      for (const step of ended) step.giveUp();
      context.triggers.close();
      for (const stop of stops) stop.strike();
      for (const step of ended) step.end();
      heal(
        ofCore.map(({ id }) => id),
        () => ended.every(isDone) && stops.every((stop) => stop.state === 'active' || isDone(stop)),
        done,
      );
    },
    endAll(done) {
      for (const step of steps) step.giveUp();
      context.triggers.close();
      for (const step of steps) step.end();
      heal([], () => steps.every(isDone), done);
    },
    reports: () => steps.map((step) => step.report()),
    active: () => steps.filter(isAtWork).map((step) => step.title),
    leader() {
      const node = leadership.leader();
      const term = leadership.highestTerm();
      return node === undefined || term === undefined ? undefined : { node, term };
    },
  };

  function whenBegun(after: string | undefined, begun: (fromMs: Ms) => void, never: (reason: string) => void): void {
    const step = after === undefined ? undefined : byId.get(after);
    if (step === undefined) begun(phaseAtMs);
    else if (step.beganAtMs !== undefined) begun(step.beganAtMs);
    else if (step.state === 'done') never(neverBegan(step));
    else waitingForBegin.set(step.id, [...(waitingForBegin.get(step.id) ?? []), { begun, never }]);
  }

  function begun(step: Step): void {
    for (const other of steps) if (other !== step) other.disturb();
    for (const waiting of takeWaiting(step)) waiting.begun(step.beganAtMs ?? phaseAtMs);
    retryAll();
  }

  function done(step: Step): void {
    if (step.beganAtMs === undefined) for (const waiting of takeWaiting(step)) waiting.never(neverBegan(step));
    options.onStepDone?.(step.report());
    reportHealed();
  }

  function takeWaiting(step: Step): { begun(fromMs: Ms): void; never(reason: string): void }[] {
    const waiting = waitingForBegin.get(step.id) ?? [];
    waitingForBegin.delete(step.id);
    return waiting;
  }

  function retryAll(): void {
    for (const step of steps) step.retry();
  }

  function addStep(step: Step): void {
    steps.push(step);
    byId.set(step.id, step);
  }

  /** Over when the nodes are up that no fault of `kept` holds, and every step has said its end, or its begin. */
  function heal(kept: readonly string[], stepsSettled: () => boolean, done: Done): void {
    const own: Healing = { stepsSettled, done, nodes: undefined };
    healing = own;
    keeper.heal(kept, (error) => {
      own.nodes = { error };
      reportHealed();
    });
  }

  function reportHealed(): void {
    if (healing?.nodes === undefined || !healing.stepsSettled()) return;
    const { done: finished, nodes: healed } = healing;
    healing = undefined;
    finished(healed.error);
  }
}

interface Healing {
  readonly stepsSettled: () => boolean;
  readonly done: Done;
  /** Once the keeper is done with the nodes. */
  nodes: { readonly error: Error | undefined } | undefined;
}

function isDone({ state }: Step): boolean {
  return state === 'done';
}

function isAtWork({ state }: Step): boolean {
  return state === 'beginning' || state === 'active' || state === 'ending';
}

function neverBegan({ id, reason }: Step): string {
  return `step ${id} never began${reason === undefined ? '' : `: ${reason}`}`;
}
