import { drawUnit, type Json, type LoadPlan, type Ms, type Operation, type Workload, type WorkloadPlan } from '../core/index.ts';
import { operationDraw } from './operation-draw.ts';

/** What one client does in the safety phase, and when. Times are on the cluster's clock. */
export interface LoadSource {
  begin(nowMs: Ms): void;
  /** When the next operation is due, past times meaning at once; undefined: there is none any more. */
  nextAtMs(): Ms | undefined;
  take(): Operation;
  /** The operation that was taken has ended. */
  ended(nowMs: Ms): void;
}

export interface LoadOptions {
  /** Client thread, from 0. */
  readonly thread: number;
  readonly seed: number;
  readonly workload: Workload;
  readonly workloadPlan: WorkloadPlan;
  readonly load: LoadPlan;
  readonly lastSeen: (key: string) => Json | undefined;
}

/** The plan's script where it has one, else what the workload draws. */
export function openLoad(options: LoadOptions): LoadSource {
  return options.load.script === undefined ? new DrawnLoad(options) : new ScriptedLoad(options.thread, options.load.script);
}

class DrawnLoad implements LoadSource {
  readonly #options: LoadOptions;
  #ordinal = 0;
  #nextAtMs: Ms = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  begin(nowMs: Ms): void {
    const { seed, thread } = this.#options;
    this.#nextAtMs = nowMs + this.#gap() * drawUnit(seed, 'offset', thread);
  }

  nextAtMs(): Ms {
    return this.#nextAtMs;
  }

  take(): Operation {
    const { workload, workloadPlan, thread, seed, lastSeen } = this.#options;
    const ordinal = this.#ordinal;
    this.#ordinal += 1;
    return workload.operation({ plan: workloadPlan, client: thread, ordinal, draw: operationDraw(seed, thread, ordinal), lastSeen });
  }

  ended(nowMs: Ms): void {
    const { seed, thread } = this.#options;
    const gap = this.#gap() * (0.5 + drawUnit(seed, 'gap', thread, this.#ordinal));
    // Behind by more than one gap: what was missed is not made up for, or an outage would end in a burst.
    this.#nextAtMs = Math.max(this.#nextAtMs + gap, nowMs - gap);
  }

  #gap(): Ms {
    const { ratePerSecond, concurrency } = this.#options.load;
    return ratePerSecond === 0 ? 0 : (concurrency * 1000) / ratePerSecond;
  }
}

/** Says each operation in full: nothing is drawn, and what a client does never depends on what it saw. */
class ScriptedLoad implements LoadSource {
  readonly #script: readonly { readonly atMs: Ms; readonly operation: Operation }[];
  #begunAtMs: Ms = 0;
  #next = 0;

  constructor(thread: number, script: NonNullable<LoadPlan['script']>) {
    this.#script = script.filter(({ client }) => client === thread).map(({ client: _client, atMs, ...operation }) => ({ atMs, operation }));
  }

  begin(nowMs: Ms): void {
    this.#begunAtMs = nowMs;
  }

  nextAtMs(): Ms | undefined {
    const next = this.#script[this.#next];
    return next === undefined ? undefined : this.#begunAtMs + next.atMs;
  }

  take(): Operation {
    const next = this.#script[this.#next];
    if (next === undefined) throw new RangeError('the script of this client has no more operations');
    this.#next += 1;
    return next.operation;
  }

  ended(): void {}
}
