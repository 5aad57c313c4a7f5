import type { Cluster, StartOptions } from '../cluster/index.ts';
import type { Done, FaultReport, Json, Ms, NemesisEventName, NodeId, Plan, TraceEvent } from '../core/index.ts';
import { checkSchedule } from './check-schedule.ts';
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
  /** Ends every fault, gives up what has not begun, and brings every node up; an error says which is not. Called once. */
  endAll(done: Done): void;
  /** One for each step, in plan order; `beganAtMs` and `endedAtMs` on the cluster's clock. Final after `endAll`. */
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
  checkSchedule(plan.faults, nodes);
  const leadership = createLeadership(options.leads);
  const steps: Step[] = [];
  const byId = new Map<string, Step>();
  const waitingForBegin = new Map<string, { begun(fromMs: Ms): void; never(reason: string): void }[]>();
  let phaseAtMs: Ms = 0;
  let healed: { readonly error: Error | undefined } | undefined;
  let endDone: Done | undefined;

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
  for (const [order, step] of plan.faults.entries()) {
    const created = createStep(step, order, context);
    steps.push(created);
    byId.set(step.id, created);
  }

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
    endAll(done) {
      endDone = done;
      for (const step of steps) step.giveUp();
      context.triggers.close();
      for (const step of steps) step.end();
      keeper.heal((error) => {
        healed = { error };
        reportHealed();
      });
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

  /** The heal is over when the nodes are up and every step has said its end. */
  function reportHealed(): void {
    if (healed === undefined || endDone === undefined || steps.some((step) => step.state !== 'done')) return;
    const finished = endDone;
    endDone = undefined;
    finished(healed.error);
  }
}

function isAtWork({ state }: Step): boolean {
  return state === 'beginning' || state === 'active' || state === 'ending';
}

function neverBegan({ id, reason }: Step): string {
  return `step ${id} never began${reason === undefined ? '' : `: ${reason}`}`;
}
