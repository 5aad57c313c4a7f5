import { Worker } from 'node:worker_threads';
import { FaultlineError } from '../../core/index.ts';
import { brokenSeed, type SeedResult } from './seed-result.ts';
import type { SimJob, SimSubject } from './seed-runner.ts';
import { type FromWorker, LIMIT_AT, NOWHERE, placeOf, type ToWorker, type WorkerStart } from './worker-protocol.ts';

/** A worker that dies takes one seed with it and is replaced; more than so many deaths in one campaign end it. */
const WORKER_DEATHS_MAX = 20;
/** A batch is to take about so long: long enough to cost nothing, short enough to end soon. */
const BATCH_TARGET_MS = 250;
const BATCH_SEEDS_MAX = 64;
/** A run makes much that is soon forgotten: with more room for it, a tenth of the time is saved. */
const YOUNG_GENERATION_MIB = 96;

export interface PoolOptions {
  readonly jobs: number;
  readonly subject: SimSubject;
  /** The next jobs in order, at most so many; none for now: an empty list. */
  readonly take: (most: number) => readonly SimJob[];
  /** Called for every job that was taken and not left out over the limit, in any order. */
  readonly ended: (result: SeedResult) => void;
}

/** Runs jobs of a campaign beside each other. */
export interface Pool {
  /** Settles when nothing is left to take and every worker is idle. Rejects with `FaultlineError` if workers cannot run at all. */
  run(): Promise<void>;
  /** There may be jobs to take again. */
  wake(): void;
  /** Jobs at this position and behind it are not begun any more. */
  limit(position: number): void;
  close(): Promise<void>;
}

/** One worker thread a job; each imports the code once and takes batches of seeds. */
export function openWorkerPool(options: PoolOptions): Pool {
  return new WorkerPool(options);
}

interface Member {
  readonly number: number;
  readonly worker: Worker;
  /** What it was sent and has not answered, by position. Empty: idle. */
  readonly sent: Map<number, SimJob>;
  ready: boolean;
  busy: boolean;
  batchAt: number;
  batchCount: number;
  msPerSeed: number | undefined;
}

class WorkerPool implements Pool {
  readonly #options: PoolOptions;
  readonly #shared: Int32Array;
  readonly #members: Member[] = [];
  /** What a dead worker had not begun. */
  #returned: SimJob[] = [];
  #deaths = 0;
  #closing = false;
  #settle: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#shared = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (1 + options.jobs)));
    Atomics.store(this.#shared, LIMIT_AT, 2 ** 31 - 1);
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      for (let number = 0; number < this.#options.jobs; number += 1) this.#members[number] = this.#start(number);
    });
  }

  wake(): void {
    for (const member of this.#members) if (member.ready && !member.busy) this.#feed(member);
    this.#lookForEnd();
  }

  limit(position: number): void {
    Atomics.store(this.#shared, LIMIT_AT, Math.min(position, Atomics.load(this.#shared, LIMIT_AT)));
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #start(number: number): Member {
    const start: WorkerStart = { subject: this.#options.subject, shared: this.#shared, number };
    Atomics.store(this.#shared, placeOf(number), NOWHERE);
    // Only this thread prints: whatever a worker might write goes nowhere.
    const worker = new Worker(new URL('./worker-main.js', import.meta.url), {
      workerData: start,
      stdout: true,
      stderr: true,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const member: Member = {
      number,
      worker,
      sent: new Map(),
      ready: false,
      busy: false,
      batchAt: 0,
      batchCount: 0,
      msPerSeed: undefined,
    };
    let failure: Error | undefined;
    worker.on('message', (message: FromWorker) => this.#heard(member, message));
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => this.#died(member, failure ?? new Error(`it ended with code ${code}`)));
    return member;
  }

  #heard(member: Member, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        member.ready = true;
        this.#feed(member);
        break;
      case 'result':
        member.sent.delete(message.result.position);
        this.#options.ended(message.result);
        break;
      case 'idle':
        member.sent.clear();
        member.busy = false;
        if (member.batchCount > 0) member.msPerSeed = (performance.now() - member.batchAt) / member.batchCount;
        this.#feed(member);
        break;
      default:
        message satisfies never;
    }
    this.#lookForEnd();
  }

  #feed(member: Member): void {
    if (this.#closing) return;
    const most =
      member.msPerSeed === undefined ? 1 : Math.max(1, Math.min(BATCH_SEEDS_MAX, Math.floor(BATCH_TARGET_MS / member.msPerSeed)));
    const jobs = this.#returned.length > 0 ? this.#returned.splice(0, most) : this.#options.take(most);
    if (jobs.length === 0) return;
    for (const job of jobs) member.sent.set(job.position, job);
    member.busy = true;
    member.batchAt = performance.now();
    member.batchCount = jobs.length;
    const batch: ToWorker = { kind: 'batch', jobs };
    member.worker.postMessage(batch);
  }

  /** The seed it was at is broken; what it had not begun is somebody else's. */
  #died(member: Member, error: Error): void {
    if (this.#closing) return;
    this.#deaths += 1;
    const at = Atomics.load(this.#shared, placeOf(member.number));
    if (!member.ready || this.#deaths > WORKER_DEATHS_MAX) return this.#fail(error);
    const job = member.sent.get(at);
    member.sent.delete(at);
    this.#returned.push(...member.sent.values());
    this.#members[member.number] = this.#start(member.number);
    if (job !== undefined) {
      const message = `the worker that ran it ended: ${error.message}`;
      const plan = this.#options.subject.entries[job.entry]?.name ?? '';
      this.#options.ended(brokenSeed(job.position, job.seed, plan, new FaultlineError('worker-ended', message, { cause: error })));
    }
  }

  #lookForEnd(): void {
    const working = this.#members.some(({ ready, busy }) => !ready || busy);
    if (!working && this.#returned.length === 0) this.#settle?.resolve();
  }

  #fail(error: Error): void {
    this.#closing = true;
    const what = this.#deaths > WORKER_DEATHS_MAX ? `${this.#deaths} worker threads ended` : 'a worker thread could not start';
    this.#settle?.reject(new FaultlineError('workers-failed', `${what}, the last with: ${error.message}`, { cause: error }));
  }
}
