import { type Clock, drawInteger, drawUnit, type Request, type Response, roundMs, type Timer } from '../../src/core/index.ts';
import { createHost, type Host, type StoragePort } from '../runtime/index.ts';
import type { RaftConfig } from './config.ts';
import { messageCodec } from './message-codec.ts';
import { RaftNode } from './node.ts';
import { correctRules, type Rules } from './rules.ts';

/**
 * A small world for tests of the node alone: virtual time, links that lose and delay, disks that forget what was not synced. Every
 * choice is keyed by the seed, so a failing seed fails again.
 */
export interface WorldOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly config?: Partial<RaftConfig>;
  readonly rules?: Rules;
  /** Share of messages lost, 0 to 1. */
  readonly loss?: number;
}

interface Event extends Timer {
  readonly number: number;
  readonly run: () => void;
}

export interface TestTraceEvent {
  readonly node: string;
  readonly boot: number;
  readonly seq: number;
  readonly at: number;
  readonly event: string;
  readonly [field: string]: unknown;
}

export class TestWorld {
  readonly nodes: readonly string[];
  readonly trace: TestTraceEvent[] = [];
  /** Ended by their own fault. */
  readonly deaths: string[] = [];
  readonly #options: WorldOptions;
  readonly #heap: Event[] = [];
  readonly #hosts = new Map<string, Host>();
  readonly #boots = new Map<string, number>();
  readonly #disks = new Map<string, TestDisk>();
  readonly #cut = new Set<string>();
  #now = 0;
  #events = 0;
  #messages = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.nodes = Array.from({ length: options.nodes }, (_, i) => `n${i + 1}`);
    for (const node of this.nodes) this.#disks.set(node, new TestDisk());
  }

  get now(): number {
    return this.#now;
  }

  start(node: string): void {
    const boot = (this.#boots.get(node) ?? 0) + 1;
    this.#boots.set(node, boot);
    const { seed, config, rules } = this.#options;
    const host = createHost({
      node,
      boot,
      seed,
      peers: this.nodes.filter((peer) => peer !== node),
      codec: messageCodec,
      ports: {
        clock: this.#clock(),
        storage: this.#storage(node, boot),
        send: (to, bytes) => this.#send(node, to, bytes),
        trace: (events) => {
          for (const event of events) this.trace.push(structuredClone(event) as TestTraceEvent);
        },
        exit: (_code, reason) => {
          this.deaths.push(`${node}: ${reason}`);
          this.#hosts.delete(node);
        },
      },
      create: (env) =>
        new RaftNode(env, { heartbeatMs: 50, electionTimeoutMs: [150, 300], maxBatchEntries: 8, ...config }, rules ?? correctRules),
    });
    this.#hosts.set(node, host);
    host.start(() => undefined);
  }

  startAll(): void {
    for (const node of this.nodes) this.start(node);
  }

  isUp(node: string): boolean {
    return this.#hosts.has(node);
  }

  /** The process dies; what was written survives. */
  kill(node: string): void {
    this.#hosts.get(node)?.stop();
    this.#hosts.delete(node);
  }

  /** The machine loses power: a drawn part of what was not synced is lost. */
  powerCut(node: string): void {
    this.kill(node);
    const boot = this.#boots.get(node) ?? 0;
    this.#disks.get(node)?.forget(drawUnit(this.#options.seed, 'tail', node, boot));
  }

  /** Bytes that claim to come from a peer. */
  deliver(from: string, to: string, bytes: Uint8Array): void {
    this.#hosts.get(to)?.message(from, bytes);
  }

  /** Directed. */
  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  healLinks(): void {
    this.#cut.clear();
  }

  status(node: string): { readonly [field: string]: unknown } {
    return this.#hosts.get(node)?.status() ?? {};
  }

  leader(): string | undefined {
    const leaders = this.nodes.filter((node) => this.status(node)['role'] === 'leader');
    return leaders.sort((a, b) => Number(this.status(b)['term']) - Number(this.status(a)['term']))[0];
  }

  request(node: string, request: Request, done: (response: Response) => void): void {
    this.#hosts.get(node)?.request(request, done);
  }

  after(ms: number, run: () => void): Timer {
    const event = { firesAt: roundMs(this.#now + ms), number: this.#events, run };
    this.#events += 1;
    this.#heap.push(event);
    return event;
  }

  /** Runs until the time, or until the condition holds. Answers whether it did. */
  run(ms: number, until: () => boolean = () => false): boolean {
    const end = this.#now + ms;
    for (;;) {
      if (until()) return true;
      const next = this.#takeNext(end);
      if (next === undefined) break;
      this.#now = next.firesAt;
      next.run();
    }
    this.#now = end;
    return until();
  }

  #takeNext(end: number): Event | undefined {
    let best: Event | undefined;
    for (const event of this.#heap) {
      if (event.firesAt > end) continue;
      if (best === undefined || event.firesAt < best.firesAt || (event.firesAt === best.firesAt && event.number < best.number))
        best = event;
    }
    if (best !== undefined) this.#heap.splice(this.#heap.indexOf(best), 1);
    return best;
  }

  #clock(): Clock {
    return {
      now: () => this.#now,
      timer: (afterMs, fire) => this.after(afterMs, fire),
      cancel: (timer) => {
        const at = this.#heap.indexOf(timer as Event);
        if (at >= 0) this.#heap.splice(at, 1);
      },
    };
  }

  #send(from: string, to: string, bytes: Uint8Array): void {
    this.#messages += 1;
    const { seed, loss } = this.#options;
    if (this.#cut.has(`${from}>${to}`) || drawUnit(seed, 'loss', this.#messages) < (loss ?? 0)) return;
    // Now and then a message takes longer than a leader waits before it sends again.
    const longest = drawUnit(seed, 'slow', this.#messages) < 0.02 ? 500_000 : 9000;
    this.after(drawInteger(100, longest, seed, 'latency', this.#messages) / 1000, () => this.#hosts.get(to)?.message(from, bytes));
  }

  #storage(node: string, boot: number): StoragePort {
    const disk = this.#disks.get(node) as TestDisk;
    const alive = () => this.#boots.get(node) === boot && this.#hosts.has(node);
    const later = (run: () => void) => {
      this.#messages += 1;
      this.after(drawInteger(50, 4000, this.#options.seed, 'disk', this.#messages) / 1000, () => {
        if (alive()) run();
      });
    };
    return {
      read: (_name, done) => later(() => done(undefined, disk.written.length === 0 ? undefined : disk.written.slice())),
      append: (_name, bytes, done) => {
        disk.append(bytes);
        later(() => done());
      },
      sync: (_name, done) => {
        const length = disk.written.length;
        later(() => {
          disk.durableLength = Math.max(disk.durableLength, length);
          done(undefined, length);
        });
      },
      replace: (_name, bytes, done) =>
        later(() => {
          disk.written = bytes.slice();
          disk.durableLength = bytes.length;
          done();
        }),
    };
  }
}

class TestDisk {
  written = new Uint8Array();
  durableLength = 0;

  append(bytes: Uint8Array): void {
    const longer = new Uint8Array(this.written.length + bytes.length);
    longer.set(this.written);
    longer.set(bytes, this.written.length);
    this.written = longer;
  }

  forget(share: number): void {
    const tail = this.written.length - this.durableLength;
    this.written = this.written.slice(0, this.durableLength + Math.floor(tail * share));
    this.durableLength = this.written.length;
  }
}
