/**
 * What a run reached, as a set of 32-bit hashes: which messages followed each other (three at a time: type, role of the sender, term against
 * the highest), and which abstract states the cluster was in (of each node its role, its term against the highest, how far its log is behind
 * the longest and its commits behind its log, in rough classes). Nodes count by what they are in, not by name: a state is the sorted list.
 *
 * It sees nothing of a system whose trace does not speak of roles and terms, and nothing of what clients saw. From: DistFuzz (NDSS 2025) for
 * message sequences, ModelFuzz (OOPSLA 2025) for abstract states.
 */
import type { NodeId, TraceEvent, TraceItem } from '../../core/index.ts';

export interface Coverage {
  trace(item: TraceItem): void;
  /** Each once, in the order of first appearance. */
  hashes(): Uint32Array;
}

export function createCoverage(nodes: readonly NodeId[]): Coverage {
  return new TraceCoverage(nodes);
}

const roleCodes: ReadonlyMap<string, number> = new Map([
  ['follower', 0],
  ['pre-candidate', 1],
  ['candidate', 2],
  ['leader', 3],
]);
/** Types of messages are told apart by so many bits of a hash of their names. */
const typeBits = 6;
/** A message: its type, four roles, four classes of terms. Three of them make a sequence. */
const symbolBits = typeBits + 4;
const sequenceMask = 2 ** (3 * symbolBits) - 1;

interface NodeState {
  role: number;
  term: number;
  lastIndex: number;
  commitIndex: number;
}

class TraceCoverage implements Coverage {
  readonly #hashes = new Set<number>();
  readonly #nodes = new Map<NodeId, NodeState>();
  readonly #states: NodeState[] = [];
  readonly #sorted: Int32Array;
  readonly #types = new Map<string, number>();
  #sequence = 0;
  #highestTerm = 0;
  #lastState = -1;

  constructor(nodes: readonly NodeId[]) {
    for (const node of nodes) {
      const state = { role: 0, term: 0, lastIndex: 0, commitIndex: 0 };
      this.#nodes.set(node, state);
      this.#states.push(state);
    }
    this.#sorted = new Int32Array(nodes.length);
  }

  trace(item: TraceItem): void {
    if (item.kind !== 'event') return;
    const { event } = item;
    const state = this.#nodes.get(event.node);
    const term = event['term'];
    if (state === undefined || typeof term !== 'number') return;
    if (event.event === 'send') return this.#sent(event, state, term);
    if (this.#changed(event, state, term)) this.#look();
  }

  hashes(): Uint32Array {
    return Uint32Array.from(this.#hashes);
  }

  #sent(event: TraceEvent, state: NodeState, term: number): void {
    const type = event['type'];
    if (typeof type !== 'string') return;
    // A message may be ahead of every node: a pre-vote asks for a term that nobody has entered.
    const behind = this.#highestTerm - term;
    const symbol = (this.#typeCode(type) << 4) | (state.role << 2) | (behind < 0 ? 0 : behind === 0 ? 1 : behind === 1 ? 2 : 3);
    this.#sequence = ((this.#sequence << symbolBits) | symbol) & sequenceMask;
    this.#hashes.add(scramble(this.#sequence, 1));
  }

  /** Whether the event says anything that a state is made of. */
  #changed(event: TraceEvent, state: NodeState, term: number): boolean {
    state.term = term;
    if (term > this.#highestTerm) this.#highestTerm = term;
    switch (event.event) {
      case 'boot':
        state.role = 0;
        state.lastIndex = numberOf(event['lastIndex']);
        state.commitIndex = 0;
        return true;
      case 'role':
        state.role = roleCodes.get(String(event['role'])) ?? 0;
        return true;
      case 'append': {
        const terms = event['terms'];
        state.lastIndex = numberOf(event['firstIndex']) + (Array.isArray(terms) ? terms.length : 1) - 1;
        return true;
      }
      case 'truncate':
        state.lastIndex = numberOf(event['fromIndex']) - 1;
        return true;
      case 'commit':
        state.commitIndex = numberOf(event['index']);
        return true;
      case 'term':
        return true;
      // Whatever else a node says is no part of a state, and other systems have events of their own.
      default:
        return false;
    }
  }

  #look(): void {
    const sorted = this.#sorted;
    const states = this.#states;
    let longest = 0;
    for (const { lastIndex } of states) if (lastIndex > longest) longest = lastIndex;
    for (let i = 0; i < states.length; i += 1) {
      const state = states[i];
      if (state === undefined) continue;
      const behind = this.#highestTerm - state.term;
      const { lastIndex, commitIndex } = state;
      const code =
        (state.role << 8) |
        ((behind > 3 ? 3 : behind) << 6) |
        (distanceClass(longest - lastIndex) << 3) |
        distanceClass(lastIndex - commitIndex);
      let place = i;
      while (place > 0 && (sorted[place - 1] ?? 0) > code) {
        sorted[place] = sorted[place - 1] ?? 0;
        place -= 1;
      }
      sorted[place] = code;
    }
    let hash = states.length;
    for (let i = 0; i < sorted.length; i += 1) hash = Math.imul(hash ^ (sorted[i] ?? 0), 0x9e3779b1) ^ (hash >>> 15);
    if (hash === this.#lastState) return;
    this.#lastState = hash;
    this.#hashes.add(scramble(hash, 2));
  }

  #typeCode(type: string): number {
    let code = this.#types.get(type);
    if (code === undefined) {
      code = 0;
      for (let i = 0; i < type.length; i += 1) code = Math.imul(code ^ type.charCodeAt(i), 0x01000193) + i;
      code = scramble(code, 3) >>> (32 - typeBits);
      this.#types.set(type, code);
    }
    return code;
  }
}

/** 0, 1, 2-3, 4-7, 8-15, 16-63, 64-255, more. */
function distanceClass(distance: number): number {
  if (distance <= 0) return 0;
  if (distance < 2) return 1;
  if (distance < 4) return 2;
  if (distance < 8) return 3;
  if (distance < 16) return 4;
  if (distance < 64) return 5;
  return distance < 256 ? 6 : 7;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** The two kinds of hashes do not meet but by chance. */
function scramble(value: number, kind: number): number {
  let x = Math.imul(value ^ (kind << 28), 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
