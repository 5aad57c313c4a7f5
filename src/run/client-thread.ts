import {
  type AttemptResult,
  type Client,
  type Clock,
  type Completion,
  type Json,
  type LoadPlan,
  type Ms,
  type NodeId,
  type Operation,
  operationErrors,
  roundMs,
  type Timer,
  type Workload,
  type WorkloadPlan,
} from '../core/index.ts';
import { type LoadSource, openLoad } from './load-source.ts';
import { probeWrite } from './probe.ts';
import type { Recorder } from './recorder.ts';

/** Wait before another attempt: grows with each, up to the maximum. A node that names its leader is believed at once, the first time. */
const RETRY_BACKOFF_MS = 20;
const MAX_RETRY_BACKOFF_MS = 200;
/** Keys of which a client remembers what it last saw. */
const MAX_REMEMBERED_KEYS = 256;

export interface ThreadOptions {
  /** From 0. */
  readonly thread: number;
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  readonly clock: Clock;
  readonly client: Client;
  readonly recorder: Recorder;
  readonly workload: Workload;
  readonly workloadPlan: WorkloadPlan;
  readonly load: LoadPlan;
  /** Of the system: whether an attempt that may have had an effect can be repeated. */
  readonly appliesOnce: boolean;
  /** One attempt that did not simply succeed: for notes.jsonl. */
  readonly note: (note: { readonly [field: string]: Json }) => void;
}

/** One client: a thread of the harness with one operation open at a time, made of attempts. */
export class ClientThread {
  /** Where its reads go, whatever befalls that node. */
  readonly home: NodeId;
  readonly #options: ThreadOptions;
  readonly #lastSeen = new Map<string, Json>();
  readonly #source: LoadSource;
  #process: number;
  #sequence = 0;
  /** The node that last took a write, or was said to lead. */
  #leader: NodeId | undefined;
  #generating = false;
  #busy = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#process = options.thread;
    this.home = homeOf(options.thread, options.nodes);
    this.#source = openLoad({ ...options, lastSeen: (key) => this.#lastSeen.get(key) });
  }

  /** Does what the plan's load says, until `stop` or the end of its script. The safety phase begins now. */
  start(): void {
    this.#generating = true;
    this.#source.begin(this.#options.clock.now());
    this.#waitForNext();
  }

  /** Called back once the open operation, if any, has ended. */
  stop(idle: () => void): void {
    this.#generating = false;
    if (this.#busy) this.#whenIdle = idle;
    else idle();
  }

  /** One operation outside the load: a final read, a probe. A read stays at the node, a write follows its hints from there. */
  perform(operation: Operation, node: NodeId, done: (completion: Completion) => void): void {
    this.#run(operation, node, done);
  }

  /** A write for `perform` that no other operation of the run repeats; undefined if the workload has none. */
  probeWrite(attempt: number, key: string | undefined): Operation | undefined {
    const { workload, workloadPlan, seed, thread } = this.#options;
    return probeWrite({ workload, workloadPlan, seed, client: thread, attempt, key, lastSeen: (seen) => this.#lastSeen.get(seen) });
  }

  close(): void {
    this.#generating = false;
    this.#options.client.close();
  }

  #waitForNext(): void {
    const { clock } = this.#options;
    const nextAtMs = this.#source.nextAtMs();
    if (nextAtMs === undefined) return;
    clock.timer(roundMs(Math.max(0, nextAtMs - clock.now())), () => {
      if (!this.#generating) return;
      this.#run(this.#source.take(), undefined, () => {
        this.#source.ended(clock.now());
        if (this.#generating) this.#waitForNext();
      });
    });
  }

  #run(operation: Operation, at: NodeId | undefined, done: (completion: Completion) => void): void {
    const { recorder, clock, load } = this.#options;
    const process = this.#process;
    this.#busy = true;
    this.#sequence += 1;
    const first = at ?? (operation.readOnly ? this.home : (this.#leader ?? this.home));
    const invocation = recorder.invoke(process, operation, first);
    const deadline = clock.now() + load.operationTimeoutMs;
    this.#attempts({ operation, process, invocation, at, deadline }, first, (completion, node) => {
      recorder.complete(process, operation, completion, node);
      this.#learn(operation, completion);
      if (completion.type === 'info') this.#retire();
      this.#busy = false;
      this.#whenIdle?.();
      this.#whenIdle = undefined;
      done(completion);
    });
  }

  #attempts(call: OpenCall, first: NodeId, done: (completion: Completion, node: NodeId) => void): void {
    const { clock, load, note, appliesOnce } = this.#options;
    const repeatable = call.operation.readOnly || appliesOnce;
    let attempt = 0;
    let indefinite = false;
    const next = (node: NodeId) => {
      attempt += 1;
      const left = call.deadline - clock.now();
      this.#attempt(call.operation, node, Math.min(load.attemptTimeoutMs, left), (result) => {
        if (result.type === 'ok') return done(result, node);
        const { error, hint } = result;
        note({
          invocation: call.invocation,
          process: call.process,
          attempt,
          node,
          error,
          ...(hint === undefined ? {} : { hint }),
          atMs: clock.now(),
        });
        const { definite, retry } = operationErrors[error];
        if (!definite) indefinite = true;
        const backoff = hint !== undefined && attempt === 1 ? 0 : Math.min(MAX_RETRY_BACKOFF_MS, RETRY_BACKOFF_MS * attempt);
        // A node that a read is asked of for its own sake, and that serves none, has said so.
        const refusedForGood = call.operation.readOnly && call.at !== undefined && error === 'not-leader';
        if (retry && !refusedForGood && (!indefinite || repeatable) && clock.now() + backoff < call.deadline) {
          clock.timer(backoff, () => next(this.#elsewhere(call, node, result)));
          return;
        }
        const seen = result.seen === undefined ? {} : { seen: result.seen };
        // A read has no effect, whatever became of it; anything else that may have had one is unknown for good.
        if (indefinite && !call.operation.readOnly) done({ type: 'info', error }, node);
        else done({ type: 'fail', error, ...seen }, node);
      });
    };
    next(first);
  }

  #attempt(operation: Operation, node: NodeId, timeoutMs: Ms, done: (result: AttemptResult) => void): void {
    const { client, clock } = this.#options;
    let timer: Timer | undefined;
    let over = false;
    const finish = (result: AttemptResult) => {
      if (over) return;
      over = true;
      if (timer !== undefined) clock.cancel(timer);
      if (!operation.readOnly && result.type === 'ok') this.#leader = node;
      done(result);
    };
    timer = clock.timer(timeoutMs, () => {
      client.abandon();
      finish({ type: 'error', error: 'timeout' });
    });
    client.attempt(node, operation, { session: `p${this.#process}`, sequence: this.#sequence }, finish);
  }

  /** Where the next attempt goes: a read stays where it is unless only a leader serves it, a write follows the hint or tries the next node. */
  #elsewhere(call: OpenCall, node: NodeId, result: { readonly hint?: NodeId; readonly error: string }): NodeId {
    const { nodes } = this.#options;
    if (call.operation.readOnly && (call.at !== undefined || result.error !== 'not-leader')) return call.at ?? this.home;
    if (result.hint !== undefined && nodes.includes(result.hint)) {
      this.#leader = result.hint;
      return result.hint;
    }
    this.#leader = undefined;
    return nodes[(nodes.indexOf(node) + 1) % nodes.length] ?? this.home;
  }

  #learn(operation: Operation, completion: Completion): void {
    const { key } = operation;
    if (key === undefined) return;
    const value = this.#options.workload.reveals(operation, completion);
    if (value === undefined) return;
    this.#lastSeen.delete(key);
    this.#lastSeen.set(key, value);
    const [oldest] = this.#lastSeen.keys();
    if (this.#lastSeen.size > MAX_REMEMBERED_KEYS && oldest !== undefined) this.#lastSeen.delete(oldest);
  }

  /** An operation whose outcome is unknown stays open for ever, so its process number is never used again. */
  #retire(): void {
    this.#process += this.#options.load.concurrency;
    this.#sequence = 0;
  }
}

interface OpenCall {
  readonly operation: Operation;
  readonly process: number;
  /** Index of the invocation in the history. */
  readonly invocation: number;
  /** Set where the operation must stay at one node. */
  readonly at: NodeId | undefined;
  readonly deadline: Ms;
}

/** Thread i lives at node i mod n, also when that node is in a minority: that is what makes stale data visible. */
export function homeOf(thread: number, nodes: readonly NodeId[]): NodeId {
  return nodes[thread % nodes.length] ?? '';
}
