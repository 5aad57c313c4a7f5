import { crc32 } from '../../nodes/runtime/index.ts';
import type { FrameDescription, Host, NodeId, SimulatedLaunch, System } from '../core/index.ts';

/** What really became of a message between nodes of a simulated run, as the doors of its hosts saw it. */
export interface WitnessedMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly atMs: number;
  readonly described: FrameDescription;
  /** When a node that was ready took it: once, never, or more often. */
  readonly takenMs: number[];
  /** As the lines of the simulated network name it: `n1>n2 #5f2a8c01`. */
  readonly name: string;
}

/**
 * Stands at the doors of every node of a simulated run and sees which message went out and which came in: by the very bytes, which the
 * simulated network hands through without a copy. It reads no trace, so that what is told from traces can be compared with it.
 */
export class MessageWitness {
  readonly messages: WitnessedMessage[] = [];
  readonly #byBytes = new Map<Uint8Array, WitnessedMessage>();
  readonly #ended = new Set<string>();
  readonly #running = new Set<NodeId>();

  /** The same system, watched. */
  watch(system: System): System {
    const simulate = system.simulate?.bind(system);
    if (simulate === undefined) throw new Error(`${system.name} cannot be simulated`);
    return { ...system, simulate: (launch) => this.#watched(launch, simulate) };
  }

  /** A line of what happened in the simulated world. */
  line(text: string): void {
    const [, kind, link] = text.split(' ', 3);
    if (kind === 'drop' || kind === 'deliver') this.#ended.add(`${link} ${text.slice(text.lastIndexOf('#'))}`);
  }

  /** Nobody can take it any more: it was dropped, or handed over to whoever was there, or nobody is there. Else it is still under way. */
  isThrough({ name, to }: WitnessedMessage): boolean {
    return this.#ended.has(name) || !this.#running.has(to);
  }

  #watched(launch: SimulatedLaunch, simulate: (launch: SimulatedLaunch) => Host): Host {
    const { node, ports } = launch;
    const now = (): number => ports.trueNow?.() ?? ports.clock.now();
    const host = simulate({
      ...launch,
      ports: {
        ...ports,
        send: (to, bytes, described) => {
          const name = `${node}>${to} #${crc32(bytes).toString(16).padStart(8, '0')}`;
          if (described !== undefined) this.#sent({ from: node, to, atMs: now(), described, takenMs: [], name }, bytes);
          ports.send(to, bytes, described);
        },
      },
    });
    let [ready, stopped] = [false, false];
    return {
      start: (done) =>
        host.start(() => {
          ready = true;
          this.#running.add(node);
          done();
        }),
      message: (from, bytes) => {
        if (ready && !stopped) this.#byBytes.get(bytes)?.takenMs.push(now());
        host.message(from, bytes);
      },
      request: (request, respond) => host.request(request, respond),
      cancelled: (id) => host.cancelled(id),
      drain: () => host.drain(),
      stop: () => {
        stopped = true;
        this.#running.delete(node);
        host.stop();
      },
      status: () => host.status(),
      statistics: host.statistics,
    };
  }

  #sent(message: WitnessedMessage, bytes: Uint8Array): void {
    this.messages.push(message);
    this.#byBytes.set(bytes, message);
  }
}
