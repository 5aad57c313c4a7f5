/**
 * The faults of a swarm plan: a subset of the flavours, and how often and how long they strike. A run that has everything at once rarely
 * gets deep into anything; a few kinds, for long, do (Groce et al., "Swarm Testing", 2012).
 */
import { draw32, type FaultSpec, type FaultStep, type Ms, type NodeId } from '../../core/index.ts';
import { drawSchedule, type Flavour, flavours } from '../../nemesis/index.ts';
import type { Timing } from './draw-cluster.ts';
import type { KeptFaults } from './kept.ts';
import { drawKnob } from './knob.ts';

export interface FaultRequest {
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  readonly kept: KeptFaults;
  readonly timing: Timing;
  readonly safetyMs: Ms;
  /** At most one flavour that strikes the network, and faults half as long: for plans that disturb the order of messages by themselves. */
  readonly calmNetwork: boolean;
}

const flavourCounts = [1, 2, 2, 3, 3, 4, 5, 6, 8];
/** Of the longest election time-out: how stable a fault is once on. Below one, nobody may notice; above three, others surely act. */
const durationFactors = [0.5, 1, 2, 3, 5];
const durationMinMs = 150;
/** No fault takes more than this share of the safety phase. */
const durationShareMax = 0.35;
const rests: readonly Ms[] = [200, 500, 1000, 2000];

/** Faults that a majority serves through for less than this, in all, leave a run that proves nothing. */
const servedMinMs = 2000;
/** The shortest election time-out that the strengths of flavours are made for. */
const flavoursFitMs = 500;
/** What the drawn duration is multiplied by, tried in turn until the run can be served. */
const stretches = [1, 2, 4];

/**
 * The first that can be served of: the faults as drawn, the same with one more flavour that a cluster works through, and those for longer.
 * If none can (a single node and nothing but crashes asked for) it is the last. Throws `FaultlineError` if the cluster is too small for
 * every flavour asked for.
 */
export function drawFaults(request: FaultRequest): FaultStep[] {
  const { seed, nodes, kept, timing, safetyMs, calmNetwork } = request;
  const ranked = rankFlavours(request);
  // Said by name and for a cluster that cannot suffer it: the schedule tells what is wrong.
  if (ranked.length < (kept.every ? new Set(kept.only).size : 1))
    return drawSchedule({ seed, nodes, flavours: kept.only ?? [], intervalMs: 1, durationMs: 1, safetyMs });
  const drawn = ranked.slice(0, drawKnob(seed, 'flavours', flavourCounts));
  const chosen = kept.every ? ranked : calmNetwork ? withOneOfTheNetwork(seed, drawn, nodes) : drawn;
  const bearable = ranked.find((flavour) => !chosen.includes(flavour) && isBorne(flavour, seed, nodes));
  const eased = bearable === undefined ? chosen : [...chosen, bearable];
  const wantedMs = timing.electionTimeoutMs[1] * drawKnob(seed, 'duration', durationFactors) * (calmNetwork ? 0.5 : 1);
  const restMs = drawKnob(seed, 'rest', rests);
  let faults: FaultStep[] = [];
  for (const [flavoursTried, stretch] of [[chosen, 1] as const, ...stretches.map((factor) => [eased, factor] as const)]) {
    const drawnMs = Math.round(Math.min(safetyMs * durationShareMax, Math.max(durationMinMs, wantedMs) * stretch));
    const durationMs = kept.durationMs ?? Math.min(drawnMs, kept.intervalMs ?? drawnMs);
    const names = flavoursTried.map(({ name }) => name);
    faults = drawSchedule({ seed, nodes, flavours: names, intervalMs: kept.intervalMs ?? durationMs + restMs, durationMs, safetyMs });
    faults = faults.map((step) => fitToTiming(step, timing));
    if (servedMs(faults, nodes.length, timing) >= servedMinMs) break;
  }
  return faults;
}

/** Flavours slow things down as hurts a cluster that elects in half a second; a faster one is hurt as much by less. */
export function fitToTiming<T extends FaultSpec>(spec: T, { electionTimeoutMs }: Timing): T {
  const scaled = (ms: Ms): Ms => Math.max(1, Math.round((ms * electionTimeoutMs[0]) / flavoursFitMs));
  if (spec.kind === 'delay')
    return { ...spec, latencyMs: scaled(spec.latencyMs), ...(spec.jitterMs === undefined ? {} : { jitterMs: scaled(spec.jitterMs) }) };
  if (spec.kind === 'reorder') return { ...spec, withinMs: scaled(spec.withinMs) };
  if (spec.kind === 'slow-disk') return { ...spec, latencyMs: scaled(spec.latencyMs) };
  return spec;
}

/** The smallest cluster that suffers any of the flavours asked for, or every one where every one is to come. */
export function leastNodes({ only, every }: KeptFaults): number {
  const counts = [...flavours].filter(([name]) => only?.includes(name) ?? true).map(([, { minNodes }]) => minNodes);
  return counts.length === 0 ? 1 : every ? Math.max(...counts) : Math.min(...counts);
}

/** For how long, at the least, a majority serves while faults are at work: what a run may be asked to achieve. */
export function servedMs(faults: readonly FaultStep[], nodeCount: number, timing: Timing): Ms {
  return faults.reduce((sum, step) => sum + servedDuring(step, nodeCount, timing), 0);
}

/** Each flavour has a rank of its own and the first ones are taken, so that a new flavour moves no other. */
function rankFlavours({ seed, nodes, kept }: FaultRequest): Ranked[] {
  return [...flavours]
    .filter(([name, { minNodes }]) => minNodes <= nodes.length && (kept.only?.includes(name) ?? true))
    .map(([name, flavour]) => ({ name, flavour, rank: draw32(seed, 'swarm', 'flavour', name) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

interface Ranked {
  readonly name: string;
  readonly flavour: Flavour;
  readonly rank: number;
}

function withOneOfTheNetwork(seed: number, chosen: readonly Ranked[], nodes: readonly NodeId[]): Ranked[] {
  const ofNetwork = chosen.filter(({ flavour }) => !('target' in flavour.draw(seed, 'kind', nodes)));
  return chosen.filter((flavour) => !ofNetwork.slice(1).includes(flavour));
}

/** A reset is over at once: nothing can happen while it lasts. */
function isBorne({ flavour }: Ranked, seed: number, nodes: readonly NodeId[]): boolean {
  return flavour.weight === 'soft' && flavour.draw(seed, 'kind', nodes).kind !== 'reset';
}

function servedDuring(step: FaultStep, nodeCount: number, { electionTimeoutMs }: Timing): Ms {
  const forMs = step.forMs ?? 0;
  // Whoever is struck may be the leader: the others serve once they have elected another, if they are a majority.
  const afterElectionMs = nodeCount < 3 ? 0 : Math.max(0, forMs - electionTimeoutMs[1]);
  switch (step.kind) {
    case 'delay':
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'clock':
    case 'slow-disk':
    case 'misdirected-write':
      return forMs;
    case 'reset':
      return 0;
    case 'disk-loss':
    case 'bit-rot':
    case 'partition':
    case 'hold':
      return afterElectionMs;
    case 'kill':
    case 'pause':
    case 'power-cut':
      return step.target === 'all' || step.target === 'majority' ? 0 : afterElectionMs;
  }
}
