/**
 * A leader that is away long enough must be replaced: a term above the one it led in shows that its fault was felt. This is asked
 * for only where nothing else could explain its absence: the leader was away for several of the largest election time-outs, a
 * majority of the others was up and connected all the while, and no other fault was at work. A term that rises at any later time is
 * taken as the proof: a slow election is no missing fault.
 */
import type { FaultKind, FaultSpec, JsonObject, Ms, NodeId } from '../core/index.ts';
import type { Proof } from './active-fault.ts';

/** Elections may be split, and fail, more than once. */
export const electionRounds = 3;

export interface LeaderAbsence {
  readonly termBefore: number;
  /** Whether the nodes that the fault leaves alone can elect another. */
  readonly othersCanElect: boolean;
  /** Something else was at work too. */
  disturbed: boolean;
  awayMs: Ms;
}

/** undefined: a fault of this kind lets the leader lead on. */
export function beginAbsence(
  spec: FaultSpec,
  struck: readonly NodeId[],
  nodeCount: number,
  termBefore: number,
  disturbed: boolean,
): LeaderAbsence | undefined {
  if (!silences(spec)) return undefined;
  return { termBefore, othersCanElect: nodeCount - struck.length > nodeCount / 2, disturbed, awayMs: 0 };
}

export function withLeaderProof(proof: Proof, absence: LeaderAbsence, termAfter: number, maxElectionTimeoutMs: Ms): Proof {
  const { termBefore, othersCanElect, disturbed, awayMs } = absence;
  const effect: JsonObject = { ...proof.effect, termBefore, termAfter };
  const asked = othersCanElect && !disturbed && awayMs > electionRounds * maxElectionTimeoutMs;
  if (proof.state !== 'in-force' || !asked || termAfter > termBefore) return { ...proof, effect };
  const reason = `the leader of term ${termBefore} was away for ${awayMs} ms, and nobody was elected in a higher term`;
  return { state: 'missing', effect, reason };
}

const silencing: readonly FaultKind[] = ['kill', 'pause', 'power-cut', 'bit-rot', 'disk-loss'];

function silences(spec: FaultSpec): boolean {
  if (silencing.includes(spec.kind)) return true;
  if (spec.kind !== 'partition') return false;
  return spec.shape === 'halves' || spec.shape === 'isolate' || (spec.shape === 'one-way' && spec.direction !== 'in');
}
