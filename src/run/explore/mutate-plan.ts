/**
 * Small changes to a plan that was worth keeping. What comes out is as valid as what went in: times stay inside the safety phase, damaged
 * disks stay a minority and out of the core, and every name is a node's. A change that would break this is left out.
 */
import { drawInteger, drawItem, type FaultStep, type KeyPart, type Ms, type NodeId, type Plan, type Target } from '../../core/index.ts';
import { flavours } from '../../nemesis/index.ts';
import { drawConfig, timingOf } from './draw-cluster.ts';
import { damagedBy, drawCore, minorityOf } from './draw-core.ts';
import { fitToTiming } from './draw-faults.ts';
import { boundsOf } from './draw-limits.ts';
import { drawLoad, withClientOfSoundNode } from './draw-load.ts';
import { drawSimulation } from './draw-simulation.ts';
import type { Kept } from './kept.ts';

export interface MutationRequest {
  /** Keys every draw, with `key`. */
  readonly seed: number;
  /** The child's own: what makes it another than its siblings. */
  readonly key: number;
  /** What a person has said: no change touches it. */
  readonly kept: Kept;
}

const changeCounts = [1, 1, 2, 3];
/** A change of the seed takes everything else that happens with it, so it comes rarely. */
const changes = [
  'move',
  'move',
  'stretch',
  'stretch',
  'target',
  'target',
  'replace',
  'add',
  'add',
  'remove',
  'knob',
  'core',
  'seed',
] as const;
type Change = (typeof changes)[number];

const stepsMax = 40;
const durationFactors = [0.25, 0.5, 0.8, 1.25, 2, 4];
const durationMinMs = 20;
/** As in a drawn schedule: the end of the phase is left to recover in. */
const recoveryMs = 1500;
/** Of a plan that nobody balanced, no more can be asked. */
const okDemanded = 5;

export function mutatePlan(parent: Plan, request: MutationRequest): Plan {
  const count = drawItem(changeCounts, request.seed, 'mutate', request.key, 'count');
  let plan: Plan = { ...parent, limits: { ...parent.limits, minOkDuringFaults: okDemanded, ...request.kept.limits } };
  for (let i = 0; i < count; i += 1) plan = withChange(plan, request, i);
  return plan;
}

function withChange(plan: Plan, request: MutationRequest, index: number): Plan {
  const { seed, key, kept } = request;
  const own: readonly KeyPart[] = ['mutate', key, index];
  const possible = changes.filter((name) => mayChange(name, plan, kept));
  const change: Change = drawItem(possible, seed, ...own, 'change');
  switch (change) {
    case 'knob':
      return withKnob(plan, drawItem(knobGroups, seed, ...own, 'knob'), drawInteger(0, 2 ** 31, seed, ...own, 'knob seed'), kept);
    case 'core':
      return { ...plan, core: drawCore(drawInteger(0, 2 ** 31, seed, ...own, 'core seed'), plan.system.nodes, plan.faults) };
    case 'seed':
      return { ...plan, seed: drawInteger(0, 2 ** 32, seed, ...own, 'seed') };
    case 'move':
    case 'stretch':
    case 'target':
    case 'replace':
    case 'add':
    case 'remove':
      return withFaults(plan, withStepChanged(plan, change, request, own), kept);
  }
}

/** Whether a change leaves what was said as it is. When a fault of a drawn schedule comes nobody says. */
function mayChange(change: Change, plan: Plan, { faults: { steps, every, intervalMs, durationMs } }: Kept): boolean {
  switch (change) {
    case 'knob':
    case 'seed':
      return true;
    case 'core':
      return plan.core !== undefined;
    case 'move':
      return !steps;
    case 'stretch':
      return !steps && durationMs === undefined;
    case 'add':
      return !steps && intervalMs === undefined;
    case 'remove':
    case 'replace':
    case 'target':
      return !steps && !every;
  }
}

const knobGroups = ['simulation', 'config', 'load'] as const;

function withKnob(plan: Plan, group: (typeof knobGroups)[number], seed: number, kept: Kept): Plan {
  const { nodes, config } = plan.system;
  switch (group) {
    case 'simulation': {
      const drawn = drawSimulation(seed, nodes, timingOf(config));
      const priorities = plan.simulation?.network.priorities;
      return { ...plan, simulation: { ...drawn, network: { ...drawn.network, ...(priorities === undefined ? {} : { priorities }) } } };
    }
    case 'config': {
      // Latencies are shares of the heartbeat, and time-outs multiples of it: they are drawn with it.
      const changed = { ...plan, system: { ...plan.system, config: drawConfig(seed, config, kept.config) } };
      return withKnob(withKnob(changed, 'simulation', seed, kept), 'load', seed, kept);
    }
    case 'load': {
      const timing = timingOf(config);
      const { concurrency, ratePerSecond } = plan.load;
      const load = { ...drawLoad(seed, timing, kept.load), concurrency, ratePerSecond };
      return { ...plan, load, phases: { ...plan.phases, ...boundsOf(timing, load), ...kept.phases } };
    }
  }
}

/** The plan with these faults if it may have them, with the core moved off newly damaged nodes; else as it was. */
function withFaults(plan: Plan, faults: readonly FaultStep[], kept: Kept): Plan {
  const { nodes } = plan.system;
  const damaged = damagedBy(faults);
  if (faults.length > stepsMax || damaged.length > minorityOf(nodes.length)) return plan;
  const stopped = plan.core?.stops.map(({ node }) => node) ?? [];
  const safe = damaged.every((node) => stopped.includes(node));
  const load = kept.load.concurrency === undefined ? withClientOfSoundNode(plan.load, nodes, damaged) : plan.load;
  return { ...plan, load, faults, ...(safe || plan.core === undefined ? {} : { core: drawCore(plan.seed, nodes, faults) }) };
}

function withStepChanged(
  plan: Plan,
  change: 'move' | 'stretch' | 'target' | 'replace' | 'add' | 'remove',
  request: MutationRequest,
  own: readonly KeyPart[],
): readonly FaultStep[] {
  const { seed } = request;
  const { faults, phases, system } = plan;
  const victim = faults.length === 0 ? -1 : drawInteger(0, faults.length - 1, seed, ...own, 'step');
  const step = faults[victim];
  if (change === 'add' || step === undefined) return [...faults, ...newStep(plan, request, own, undefined)];
  const replaced = (by: readonly FaultStep[]): FaultStep[] => faults.flatMap((other, i) => (i === victim ? by : [other]));
  switch (change) {
    case 'move':
      return replaced([
        inTime(step, drawInteger(firstMs, phases.safetyMs, seed, ...own, 'at'), step.forMs ?? durationMinMs, phases.safetyMs),
      ]);
    case 'stretch': {
      const factor = drawItem(durationFactors, seed, ...own, 'factor');
      return replaced([inTime(step, beginOf(step), Math.round((step.forMs ?? durationMinMs) * factor), phases.safetyMs)]);
    }
    case 'target':
      return replaced([withTarget(step, system.nodes, seed, own)]);
    case 'replace':
      return replaced(newStep(plan, request, own, step));
    case 'remove':
      return faults.length === 1 ? faults : replaced([]);
  }
}

const firstMs = 100;

/** At the place of another, if one is given. */
function newStep(plan: Plan, { seed, key, kept }: MutationRequest, own: readonly KeyPart[], place: FaultStep | undefined): FaultStep[] {
  const { nodes } = plan.system;
  const { safetyMs } = plan.phases;
  const { only } = kept.faults;
  const possible = [...flavours].filter(([name, { minNodes }]) => minNodes <= nodes.length && (only?.includes(name) ?? true));
  const [, flavour] = possible[drawInteger(0, possible.length - 1, seed, ...own, 'flavour')] ?? [];
  if (flavour === undefined) return place === undefined ? [] : [place];
  const id = `m${key}-${String(own.at(-1))}`;
  if (plan.faults.some((step) => step.id === id)) return place === undefined ? [] : [place];
  // The plan's seed keys which disks may be damaged, so that a new fault damages no others.
  const spec = fitToTiming(flavour.draw(plan.seed, id, nodes), timingOf(plan.system.config));
  const atMs = place === undefined ? drawInteger(firstMs, safetyMs, seed, ...own, 'at') : beginOf(place);
  const longestMs = Math.max(durationMinMs, Math.round(safetyMs / 3));
  const forMs = place?.forMs ?? drawInteger(durationMinMs, longestMs, seed, ...own, 'for');
  return [inTime({ ...spec, id, when: { atMs }, forMs }, atMs, forMs, safetyMs)];
}

function inTime(step: FaultStep, atMs: Ms, forMs: Ms, safetyMs: Ms): FaultStep {
  const lastEndMs = Math.floor(safetyMs - Math.min(recoveryMs, safetyMs / 10));
  const beginMs = Math.max(0, Math.min(atMs, lastEndMs - durationMinMs));
  return { ...step, when: { atMs: beginMs }, forMs: Math.max(durationMinMs, Math.min(forMs, lastEndMs - beginMs)) };
}

function beginOf(step: FaultStep): Ms {
  return 'atMs' in step.when ? step.when.atMs : firstMs;
}

function withTarget(step: FaultStep, nodes: readonly NodeId[], seed: number, own: readonly KeyPart[]): FaultStep {
  const roles: readonly Target[] =
    nodes.length < 2 ? ['one'] : nodes.length < 3 ? ['leader', 'follower'] : ['leader', 'follower', 'minority'];
  const target = drawItem<Target>([...roles, ...nodes.map((node) => [node])], seed, ...own, 'target');
  switch (step.kind) {
    case 'kill':
    case 'pause':
    case 'power-cut':
    case 'slow-disk':
      return { ...step, target };
    case 'clock':
      return { ...step, target };
    case 'partition':
      return step.shape === 'isolate' || step.shape === 'one-way' ? { ...step, target } : step;
    case 'hold':
      return { ...step, from: target };
    case 'delay':
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
      return drawItem([true, false], seed, ...own, 'end') ? { ...step, from: target, to: 'nodes' } : { ...step, from: 'nodes', to: target };
    case 'reset':
    case 'misdirected-write':
    case 'bit-rot':
    case 'disk-loss':
      // A reset is of every connection; damage stays where the schedule has put it.
      return step;
  }
}
