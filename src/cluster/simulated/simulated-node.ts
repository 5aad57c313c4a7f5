import {
  FaultlineError,
  type Host,
  type JsonObject,
  type NodeId,
  type Request,
  type Response,
  type SimulatedLaunch,
  type System,
  type Timer,
  type TraceEvent,
  type WorldPorts,
} from '../../core/index.ts';
import { type LateStart, type NodeDeath, type NodeState, notBack, type StartOptions } from '../cluster.ts';
import type { SimulatedDisk } from './disk.ts';
import type { EventLoop } from './event-loop.ts';
import type { Journal } from './journal.ts';
import type { NodeClock } from './node-clock.ts';

/** From being asked to start to the first step: what a process needs to come up. */
const START_US = 20_000;

export interface SimulatedNodeOptions {
  readonly node: NodeId;
  readonly peers: readonly NodeId[];
  readonly system: System;
  readonly seed: number;
  readonly readyTimeoutMs: number;
  readonly loop: EventLoop;
  readonly journal: Journal;
  readonly disk: SimulatedDisk;
  readonly clock: NodeClock;
  send: WorldPorts['send'];
  trace(events: readonly TraceEvent[]): void;
  died(death: NodeDeath): void;
  late(start: LateStart): void;
  /** The process is gone, whatever ended it. */
  gone(node: NodeId): void;
}

/** One node: its process as long as there is one, and what holds it up while it is paused. */
export class SimulatedNode {
  readonly #options: SimulatedNodeOptions;
  #state: NodeState = 'down';
  #host: Host | undefined;
  #boot = 0;
  #wasReady = false;
  /** Steps of a paused process, in order. */
  #waiting: (() => void)[] = [];
  #startDone: ((error: Error | undefined, started?: { readonly boot: number }) => void) | undefined;
  #lost: string | undefined;

  constructor(options: SimulatedNodeOptions) {
    this.#options = options;
  }

  get state(): NodeState {
    return this.#state;
  }

  get boot(): number {
    return this.#boot;
  }

  /** Whether a client's connection is taken. */
  get listens(): boolean {
    return this.#state === 'up' || this.#state === 'paused';
  }

  get lost(): string | undefined {
    return this.#lost;
  }

  start({ variant, config }: StartOptions, done: (error: Error | undefined, started?: { readonly boot: number }) => void): void {
    const { loop, node, peers, seed, system, journal } = this.#options;
    if (this.#lost !== undefined) return void loop.soon(() => done(this.#isLost()));
    if (this.#state !== 'down') return void loop.soon(() => done(new FaultlineError('node-running', `Node ${node} runs already.`)));
    this.#state = 'starting';
    this.#boot += 1;
    this.#startDone = done;
    const boot = this.#boot;
    loop.after(START_US, () => {
      if (this.#boot !== boot || this.#state !== 'starting') return;
      journal.record(loop.nowUs, 'start', node, boot, variant ?? '');
      const ports = this.#ports(boot);
      const launch: SimulatedLaunch = { node, boot, peers, seed, config, ports, ...(variant === undefined ? {} : { variant }) };
      const host = system.simulate?.(launch);
      if (host === undefined) throw new FaultlineError('not-simulated', `The system ${system.name} cannot be simulated.`);
      this.#host = host;
      host.start(() => this.#ready(boot));
    });
    this.#expectReady(boot);
  }

  /** The process ends at once. */
  kill(): void {
    this.#end();
  }

  pause(): void {
    this.#record('pause');
    this.#state = 'paused';
  }

  resume(): void {
    this.#record('resume');
    this.#state = 'up';
    const { loop } = this.#options;
    const boot = this.#boot;
    for (const step of this.#waiting.splice(0)) {
      loop.soon(() => {
        if (this.#boot === boot && this.#host !== undefined) this.enter(step);
      });
    }
  }

  wipe(): void {
    this.#options.disk.wipe();
    this.#lost = `the disk of ${this.#options.node} is gone`;
  }

  /** Lets the world into the process: now, or when it goes on. */
  enter(step: () => void): void {
    if (this.#state === 'paused') this.#waiting.push(step);
    else if (this.#host !== undefined) step();
  }

  /** False if nobody is there to take it. */
  message(from: NodeId, bytes: Uint8Array): boolean {
    const host = this.#host;
    if (host === undefined) return false;
    if (this.#state === 'paused') this.#waiting.push(() => host.message(from, bytes));
    else host.message(from, bytes);
    return true;
  }

  request(request: Request, respond: (response: Response) => void): number | undefined {
    return this.#host?.request(request, respond);
  }

  cancelled(id: number): void {
    this.#host?.cancelled(id);
  }

  status(): JsonObject {
    return this.#host?.status() ?? {};
  }

  #ready(boot: number): void {
    if (boot !== this.#boot || this.#state !== 'starting') return;
    this.#state = 'up';
    this.#wasReady = true;
    const done = this.#startDone;
    this.#startDone = undefined;
    this.#options.loop.soon(() => done?.(undefined, { boot }));
  }

  #expectReady(boot: number): void {
    const { loop, node, readyTimeoutMs, late } = this.#options;
    const fromMs = loop.nowUs / 1000;
    loop.after(readyTimeoutMs * 1000, () => {
      if (boot !== this.#boot || this.#state !== 'starting') return;
      const done = this.#startDone;
      this.#startDone = undefined;
      this.#end();
      const waitedMs = readyTimeoutMs;
      if (this.#wasReady) late({ node, boot, fromMs, allowedMs: readyTimeoutMs, waitedMs, isReady: false, lastLines: [] });
      const code = this.#wasReady ? notBack : 'node-not-ready';
      done?.(new FaultlineError(code, `Node ${node} was not ready within ${readyTimeoutMs} ms of virtual time.`));
    });
  }

  #ports(boot: number): WorldPorts {
    const { clock, disk, loop, journal, node, send, trace } = this.#options;
    const alive = (): boolean => this.#boot === boot && this.#host !== undefined;
    const enter = (step: () => void): void => this.enter(step);
    let timerCount = 0;
    const timer = (afterMs: number, fire: () => void): Timer => {
      timerCount += 1;
      const ordinal = timerCount;
      return loop.after(clock.trueUs(afterMs), () => {
        if (!alive()) return;
        journal.record(loop.nowUs, 'timer', node, ordinal);
        enter(fire);
      });
    };
    return {
      clock: clock.asClock(timer),
      trueNow: () => loop.nowUs / 1000,
      storage: disk.port(alive, enter),
      send,
      trace,
      exit: (code, reason) => {
        if (this.#boot === boot) this.#exited(code, reason);
      },
    };
  }

  /** The process ended by its own fault. */
  #exited(code: number, reason: string): void {
    const { disk, node, died, loop } = this.#options;
    const boot = this.#boot;
    const done = this.#startDone;
    this.#startDone = undefined;
    this.#end();
    const damaged = disk.damage;
    if (done !== undefined && damaged !== undefined) this.#lost = `${node} found its disk damaged: ${damaged}`;
    // A first start that fails is a node that was set up wrongly; one that cannot come back from what it wrote itself has failed.
    if (this.#lost === undefined && (done === undefined || boot > 1))
      died({ node, boot, how: `exit code ${code}`, lastLines: reason.split('\n').slice(0, 32), logFile: `logs/${node}.log` });
    if (done === undefined) return;
    const [line = ''] = reason.split('\n');
    const error =
      this.#lost === undefined
        ? new FaultlineError('node-failed-to-start', `Node ${node} ended while it started: ${line}`)
        : this.#isLost();
    loop.soon(() => done(error));
  }

  #end(): void {
    const { disk, node, gone } = this.#options;
    this.#record('crash');
    this.#host?.stop();
    this.#host = undefined;
    this.#waiting = [];
    this.#startDone = undefined;
    this.#state = 'down';
    disk.crash();
    gone(node);
  }

  #record(kind: 'crash' | 'pause' | 'resume'): void {
    const { journal, loop, node } = this.#options;
    journal.record(loop.nowUs, kind, node, this.#boot);
  }

  #isLost(): FaultlineError {
    return new FaultlineError('node-lost', `Node ${this.#options.node} cannot start again: ${this.#lost ?? ''}.`);
  }
}
