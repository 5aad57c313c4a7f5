import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PartitionResult } from '../partition-result.ts';
import type { Share, Workers } from './check-async.ts';

/** A thread runs what was compiled, wherever this stands itself. Undefined in a bundle that left the package behind. */
function program(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('porcupine-wasm/package.json')), 'dist', 'async', 'worker.js');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

export const runInWorkers: Workers = {
  count: availableParallelism(),
  run(shares) {
    const workers = start(shares);
    if (workers === undefined) return undefined;
    // When one fails the others are of no use any more.
    return Promise.all(workers.map(resultOf)).finally(() => Promise.all(workers.map((worker) => worker.terminate())));
  },
};

/** Undefined if a thread has no program, or something in the operations cannot be given to it. */
function start(shares: readonly Share[]): Worker[] | undefined {
  const file = program();
  if (file === undefined) return undefined;
  const workers: Worker[] = [];
  try {
    for (const share of shares) workers.push(new Worker(file, { workerData: share }));
    return workers;
  } catch (error) {
    for (const worker of workers) void worker.terminate();
    if (error instanceof DOMException && error.name === 'DataCloneError') return undefined;
    throw error;
  }
}

function resultOf(worker: Worker): Promise<PartitionResult[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`porcupine-wasm: a worker thread ended with code ${code} before it had a result`)));
  });
}
