/**
 * A random schedule of faults, drawn from the seed into explicit steps before the run. Every flavour asked for comes once before any
 * comes twice, in an order drawn anew for each round; where the time is short, the rests between faults and, less, the faults
 * themselves shrink so that the first round fits. Faults come one at a time, but now and then a soft one (a lossy or slow network)
 * overlaps a hard one. All end some time before the phase does, so that the cluster is seen to recover under load.
 */
import { badInput, drawnFaultsMax, drawOrder, drawUnit, type FaultStep, type Ms, type NodeId } from '../core/index.ts';
import { type Flavour, faultFlavours, flavours } from './flavours.ts';

export interface ScheduleRequest {
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  /** Names of `faultFlavours`. */
  readonly flavours: readonly string[];
  /** From the begin of one fault to the begin of the next, on average. */
  readonly intervalMs: Ms;
  /** Of one fault, on average. */
  readonly durationMs: Ms;
  /** Length of the phase. */
  readonly safetyMs: Ms;
}

/** Every step ends before `safetyMs`. Throws `FaultlineError` for a flavour that is unknown or needs more nodes. */
export function drawSchedule(request: ScheduleRequest): FaultStep[] {
  const chosen = request.flavours.map((name) => choose(name, request.nodes.length));
  if (chosen.length === 0) return [];
  const order = createRounds(request.seed, chosen);
  for (const scale of scales) {
    const steps = layOut(request, order, scale);
    if (steps.length >= chosen.length) return steps;
  }
  return layOut(request, order, tightest);
}

/** Calm before the first fault, and time to recover after the last; a tenth of a short phase. */
const calmMs = 1500;
const recoveryMs = 1500;
/** Rest after any fault, and after one that leaves no majority: restarts and an election. */
const restMs = 500;
const fatalRestMs = 2000;
/** A reset is over when it has begun; the rule stands a moment so that it is seen to. */
const resetMs = 100;
const overlapProbability = 0.3;
/** How far into a fault an overlapping one begins. */
const overlapAt = 0.4;
/** What rests and durations are multiplied by, tried in turn until the first round fits. */
const scales: readonly Scale[] = [
  { rest: 1, duration: 1 },
  { rest: 0.75, duration: 0.9 },
  { rest: 0.5, duration: 0.8 },
  { rest: 0.25, duration: 0.7 },
  { rest: 0, duration: 0.6 },
  { rest: 0, duration: 0.5 },
];
const tightest: Scale = { rest: 0, duration: 0.4 };

interface Scale {
  readonly rest: number;
  readonly duration: number;
}

interface Chosen {
  readonly name: string;
  readonly flavour: Flavour;
}

function choose(name: string, nodeCount: number): Chosen {
  const flavour = flavours.get(name);
  if (flavour === undefined) {
    throw badInput('unknown-fault', `A fault should be one of ${[...faultFlavours.keys()].join(', ')}; got "${name}".`);
  }
  if (nodeCount < flavour.minNodes) {
    const advice = 'take it out or raise the number of nodes';
    throw badInput('too-few-nodes', `Fault ${name} needs at least ${flavour.minNodes} nodes, got ${nodeCount}; ${advice}.`);
  }
  return { name, flavour };
}

function layOut(request: ScheduleRequest, order: (index: number) => Chosen, scale: Scale): FaultStep[] {
  const { seed, nodes, safetyMs } = request;
  const lastEndMs = safetyMs - Math.min(recoveryMs, safetyMs / 10);
  const steps: FaultStep[] = [];
  let atMs = Math.min(calmMs, Math.round(safetyMs / 10));
  let alone = true;
  while (steps.length < drawnFaultsMax) {
    const { flavour } = order(steps.length);
    const next = order(steps.length + 1);
    const id = `f${steps.length + 1}`;
    const spec = flavour.draw(seed, id, nodes);
    const forMs = Math.round(spec.kind === 'reset' ? resetMs : request.durationMs * scale.duration * vary(seed, 'duration', id));
    if (forMs <= 0 || atMs + forMs > lastEndMs) break;
    steps.push({ ...spec, id, when: { atMs }, forMs });
    // A fault that itself overlaps the one before is not overlapped again: at most two are at work at a time.
    const overlaps: boolean = alone && compatible(flavour, next.flavour) && drawUnit(seed, 'overlap', id) < overlapProbability;
    alone = !overlaps;
    atMs = overlaps ? Math.round(atMs + forMs * overlapAt) : Math.ceil(endOf(steps) + rest(request, flavour, scale, id));
  }
  return steps;
}

/** Which flavour comes at which place: rounds of all, each in an order of its own. */
function createRounds(seed: number, chosen: readonly Chosen[]): (index: number) => Chosen {
  const rounds: Chosen[][] = [];
  return (index) => {
    const round = Math.floor(index / chosen.length);
    rounds[round] ??= drawOrder(chosen, seed, 'round', round);
    return rounds[round][index % chosen.length] as Chosen;
  };
}

function compatible(a: Flavour, b: Flavour): boolean {
  return (a.weight === 'soft' && b.weight === 'hard') || (a.weight === 'hard' && b.weight === 'soft');
}

function rest({ seed, intervalMs, durationMs }: ScheduleRequest, flavour: Flavour, scale: Scale, id: string): Ms {
  const drawn = Math.max(0, intervalMs - durationMs) * scale.rest * vary(seed, 'rest', id);
  return Math.max(flavour.weight === 'fatal' ? fatalRestMs : restMs, drawn);
}

function endOf(steps: readonly FaultStep[]): Ms {
  return Math.max(...steps.map((step) => ('atMs' in step.when ? step.when.atMs : 0) + (step.forMs ?? 0)));
}

/** A factor around 1. */
function vary(seed: number, what: string, id: string): number {
  return 0.7 + 0.6 * drawUnit(seed, what, id);
}
