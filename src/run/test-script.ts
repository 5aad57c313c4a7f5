import type {
  AttemptResult,
  Client,
  Clock,
  HistoryEvent,
  Identity,
  Json,
  NodeId,
  Operation,
  ScriptedOperation,
  Timer,
} from '../core/index.ts';
import { ClientThread } from './client-thread.ts';
import { Recorder } from './recorder.ts';
import { kvWorkload } from './test-workload.ts';

interface Pending extends Timer {
  readonly number: number;
  readonly fire: () => void;
}

/** Virtual time: nothing happens between its events. */
export class VirtualClock implements Clock {
  readonly #pending: Pending[] = [];
  #now = 0;
  #count = 0;

  now(): number {
    return this.#now;
  }

  timer(afterMs: number, fire: () => void): Timer {
    this.#count += 1;
    const timer = { firesAt: this.#now + afterMs, number: this.#count, fire };
    this.#pending.push(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    const at = this.#pending.indexOf(timer as Pending);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  run(untilMs: number): void {
    for (;;) {
      const next = [...this.#pending].sort((a, b) => a.firesAt - b.firesAt || a.number - b.number)[0];
      if (next === undefined || next.firesAt > untilMs) break;
      this.cancel(next);
      this.#now = next.firesAt;
      next.fire();
    }
    this.#now = untilMs;
  }
}

export interface Attempt {
  readonly node: NodeId;
  readonly operation: Operation;
  readonly identity: Identity;
  readonly atMs: number;
}

/** A system that answers each attempt as the script says, after 5 ms; `silence` is never answered. */
export class ScriptedSystem {
  readonly clock: VirtualClock = new VirtualClock();
  readonly attempts: Attempt[] = [];
  readonly history: HistoryEvent[] = [];
  readonly notes: { readonly [field: string]: Json }[] = [];
  readonly nodes: readonly NodeId[] = ['n1', 'n2', 'n3'];
  readonly #script: (AttemptResult | 'silence')[];
  readonly #appliesOnce: boolean;

  constructor(script: readonly (AttemptResult | 'silence')[], { appliesOnce = true }: { readonly appliesOnce?: boolean } = {}) {
    this.#script = [...script];
    this.#appliesOnce = appliesOnce;
  }

  thread(thread: number, script?: readonly ScriptedOperation[]): ClientThread {
    return new ClientThread({
      appliesOnce: this.#appliesOnce,
      thread,
      seed: 1,
      nodes: this.nodes,
      clock: this.clock,
      client: this.#client(),
      recorder: new Recorder(this.clock, [(event) => this.history.push(event)]),
      workload: kvWorkload,
      workloadPlan: kvWorkload.defaults,
      load: {
        concurrency: 10,
        ratePerSecond: 100,
        attemptTimeoutMs: 1000,
        operationTimeoutMs: 3000,
        ...(script === undefined ? {} : { script }),
      },
      note: (note) => this.notes.push(note),
    });
  }

  #client(): Client {
    let attempt = 0;
    return {
      attempt: (node, operation, identity, done) => {
        attempt += 1;
        const own = attempt;
        this.attempts.push({ node, operation, identity, atMs: this.clock.now() });
        const answer = this.#script.shift() ?? 'silence';
        if (answer === 'silence') return;
        this.clock.timer(5, () => {
          if (own === attempt) done(answer);
        });
      },
      abandon: () => {
        attempt += 1;
      },
      close: () => undefined,
    };
  }
}
