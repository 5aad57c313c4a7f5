import { encodeFrame, FrameDecoder } from '../../../nodes/runtime/index.ts';
import type { Frame, FrameDescription, Link, NodeId, SimulatedNetworkPlan } from '../../core/index.ts';
import { type Carrier, type Delivery, type Fate, type LinkTable, UNDESCRIBED } from '../../network/index.ts';
import { SimulatedEvent } from './event-heap.ts';
import type { EventLoop } from './event-loop.ts';
import type { Journal } from './journal.ts';
import { Latencies } from './latency.ts';

export interface PeerNetworkOptions {
  readonly seed: number;
  readonly plan: SimulatedNetworkPlan;
  readonly nodes: readonly NodeId[];
  readonly loop: EventLoop;
  readonly journal: Journal;
  readonly table: LinkTable;
  /** Hands a message to its node; false if nobody is there to take it. */
  deliver(from: NodeId, to: NodeId, bytes: Uint8Array): boolean;
}

interface LinkState {
  readonly link: Link;
  readonly key: string;
  /** Rises with each reset: what was under way then is lost. */
  epoch: number;
  lastDueUs: number;
}

/** The messages between nodes: each takes a drawn time, obeys the rules of its link, and may be lost. */
export class PeerNetwork {
  readonly #options: PeerNetworkOptions;
  readonly #latencies: Latencies;
  readonly #links = new Map<NodeId, Map<NodeId, LinkState>>();

  constructor(options: PeerNetworkOptions) {
    this.#options = options;
    this.#latencies = new Latencies(options.seed, options.plan, options.nodes);
    for (const from of options.nodes) {
      const others = options.nodes.filter((to) => to !== from);
      this.#links.set(from, new Map(others.map((to) => [to, { link: { from, to }, key: `${from}>${to}`, epoch: 0, lastDueUs: 0 }])));
    }
    options.table.onReset(({ from, to }) => {
      const state = this.#links.get(from)?.get(to);
      if (state === undefined) return 0;
      state.epoch += 1;
      return 1;
    });
  }

  send(from: NodeId, to: NodeId, bytes: Uint8Array, described: FrameDescription | undefined): void {
    const state = this.#links.get(from)?.get(to);
    if (state === undefined) return;
    const { table, loop } = this.#options;
    const type = described?.type ?? UNDESCRIBED;
    this.#latencies.draw(state.key, type);
    const { latencyUs, lost, doubled } = this.#latencies;
    if (table.isClear(state.link)) {
      if (lost) return this.#drop(state, bytes, described);
      this.#carry(state, bytes, described, loop.nowUs, latencyUs, doubled ? 2 : 1, false);
      return;
    }
    const frame: Frame = { link: state.link, type, fields: described?.fields ?? {}, bytes: bytes.length };
    const carry = (fate: Fate): void => {
      if (fate.kind === 'held') return;
      if (fate.kind === 'dropped' || lost) this.#drop(state, bytes, described);
      else this.#obey(state, bytes, described, fate, latencyUs, doubled);
    };
    const carrier: Carrier = { settled: carry };
    carry(table.judge(frame, carrier));
  }

  #obey(
    state: LinkState,
    bytes: Uint8Array,
    described: FrameDescription | undefined,
    { dueMs, copies, corruptAt, late }: Delivery,
    latencyUs: number,
    doubled: boolean,
  ): void {
    const intact = corruptAt === undefined ? bytes : corrupted(bytes, corruptAt);
    if (intact === undefined) return this.#drop(state, bytes, described);
    this.#carry(state, intact, described, Math.round(dueMs * 1000), latencyUs, doubled ? 2 : copies, late);
  }

  #carry(
    state: LinkState,
    bytes: Uint8Array,
    described: FrameDescription | undefined,
    leavesUs: number,
    latencyUs: number,
    copies: number,
    late: boolean,
  ): void {
    const { loop, plan } = this.#options;
    let dueUs = leavesUs + latencyUs;
    if (plan.ordered) {
      if (dueUs < state.lastDueUs) dueUs = state.lastDueUs;
      if (!late) state.lastDueUs = dueUs;
    }
    const { epoch } = state;
    for (let copy = 0; copy < copies; copy += 1) loop.add(new Arrival(dueUs, this, state, epoch, bytes, described));
  }

  arrive(state: LinkState, epoch: number, bytes: Uint8Array, described: FrameDescription | undefined): void {
    const { journal, loop, deliver } = this.#options;
    if (epoch !== state.epoch) return this.#drop(state, bytes, described);
    const { from, to } = state.link;
    journal.record(loop.nowUs, 'deliver', state.key, 0, bytes, described);
    if (!deliver(from, to, bytes)) this.#drop(state, bytes, described);
  }

  #drop(state: LinkState, bytes: Uint8Array, described: FrameDescription | undefined): void {
    const { journal, loop } = this.#options;
    journal.record(loop.nowUs, 'drop', state.key, 0, bytes, described);
  }
}

/** A message on its way: an object of its own instead of a closure, because there are more of these than of anything else. */
class Arrival extends SimulatedEvent {
  readonly #network: PeerNetwork;
  readonly #state: LinkState;
  readonly #epoch: number;
  readonly #bytes: Uint8Array;
  readonly #described: FrameDescription | undefined;

  constructor(
    timeUs: number,
    network: PeerNetwork,
    state: LinkState,
    epoch: number,
    bytes: Uint8Array,
    described: FrameDescription | undefined,
  ) {
    super(timeUs);
    this.#network = network;
    this.#state = state;
    this.#epoch = epoch;
    this.#bytes = bytes;
    this.#described = described;
  }

  override happen(): void {
    this.#network.arrive(this.#state, this.#epoch, this.#bytes, this.#described);
  }
}

/** What a receiver makes of a frame with one damaged payload byte: the checksum finds it, and nothing comes out. */
function corrupted(bytes: Uint8Array, at: number): Uint8Array | undefined {
  const frame = encodeFrame(bytes);
  const place = frame.length - bytes.length + (at % Math.max(1, bytes.length));
  frame[place] = (frame[place] ?? 0) ^ 0xff;
  return new FrameDecoder().feed(frame)[0];
}
