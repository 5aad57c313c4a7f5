/**
 * The faults of a swarm plan: a subset of the flavours, and how often and how long they strike. A run that has everything at once rarely
 * gets deep into anything; a few kinds, for long, do (Groce et al., "Swarm Testing", 2012).
 */
import { draw32, type FaultStep, type Ms, type NodeId, roundMs } from '../../core/index.ts';
import { drawSchedule, type Flavour, flavours } from '../../nemesis/index.ts';
import type { Timing } from './draw-cluster.ts';
import { drawKnob } from './knob.ts';

export interface FaultRequest {
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  /** Only these flavours; undefined: all. */
  readonly only: readonly string[] | undefined;
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

export function drawFaults(request: FaultRequest): FaultStep[] {
  const { seed, nodes, timing, safetyMs, calmNetwork } = request;
  const factor = drawKnob(seed, 'duration', durationFactors) * (calmNetwork ? 0.5 : 1);
  const wantedMs = timing.electionTimeoutMs[1] * factor;
  const durationMs = Math.round(Math.min(safetyMs * durationShareMax, Math.max(durationMinMs, wantedMs)));
  const intervalMs = durationMs + drawKnob(seed, 'rest', rests);
  return drawSchedule({ seed, nodes, flavours: drawFlavours(request), intervalMs, durationMs, safetyMs });
}

/** For how long, at the least, a majority can be had while faults are at work: what a run may be asked to achieve. */
export function servedMs(faults: readonly FaultStep[], nodeCount: number): Ms {
  return faults.reduce((sum, step) => sum + (leavesMajority(step, nodeCount) ? (step.forMs ?? 0) : 0), 0);
}

/** Each flavour has a rank of its own and the first ones are taken, so that a new flavour moves no other. */
function drawFlavours({ seed, nodes, only, calmNetwork }: FaultRequest): string[] {
  const possible = [...flavours].filter(([name, { minNodes }]) => minNodes <= nodes.length && (only?.includes(name) ?? true));
  const ranked = possible
    .map(([name, flavour]) => ({ name, flavour, rank: draw32(seed, 'swarm', 'flavour', name) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const chosen = ranked.slice(0, drawKnob(seed, 'flavours', flavourCounts));
  const kept = calmNetwork ? withOneOfTheNetwork(seed, chosen, nodes) : chosen;
  if (kept.some(({ flavour }) => bears(flavour, nodes.length))) return kept.map(({ name }) => name);
  // With nothing but outages no operation succeeds during a fault, and the run proves nothing.
  const bearable = ranked.find(({ flavour }) => bears(flavour, nodes.length));
  return [...kept, ...(bearable === undefined ? [] : [bearable])].map(({ name }) => name);
}

interface Ranked {
  readonly name: string;
  readonly flavour: Flavour;
}

function withOneOfTheNetwork(seed: number, chosen: readonly Ranked[], nodes: readonly NodeId[]): Ranked[] {
  const ofNetwork = chosen.filter(({ flavour }) => !('target' in flavour.draw(seed, 'kind', nodes)));
  return chosen.filter((flavour) => !ofNetwork.slice(1).includes(flavour));
}

function bears({ weight }: Flavour, nodeCount: number): boolean {
  return weight === 'soft' || (weight === 'hard' && nodeCount >= 3);
}

function leavesMajority(step: FaultStep, nodeCount: number): boolean {
  switch (step.kind) {
    case 'delay':
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'clock':
    case 'slow-disk':
    case 'misdirected-write':
      return true;
    case 'reset':
    case 'disk-loss':
    case 'bit-rot':
      // The first is over at once. The others need no majority of time: what they break stays broken, and is a minority.
      return step.kind !== 'reset' && nodeCount >= 3;
    case 'partition':
    case 'hold':
      return nodeCount >= 3;
    case 'kill':
    case 'pause':
    case 'power-cut':
      return nodeCount >= 3 && step.target !== 'all' && step.target !== 'majority';
  }
}
