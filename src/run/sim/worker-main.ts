import { parentPort, workerData } from 'node:worker_threads';
import { SeedRunner } from './seed-runner.ts';
import { type FromWorker, LIMIT_AT, NOWHERE, placeOf, type ToWorker, type WorkerStart } from './worker-protocol.ts';

/** The thread of a worker: it loads the code once, runs the seeds it is sent, and prints nothing. */
function main(): void {
  if (parentPort === null) throw new Error('worker-main.ts is started as a worker thread');
  const port = parentPort;
  const { subject, shared, number } = workerData as WorkerStart;
  const runner = new SeedRunner(subject);
  const say = (message: FromWorker): void => port.postMessage(message);
  port.on('message', ({ jobs }: ToWorker) => {
    for (const job of jobs) {
      if (job.position >= Atomics.load(shared, LIMIT_AT)) continue;
      Atomics.store(shared, placeOf(number), job.position);
      say({ kind: 'result', result: runner.run(job) });
    }
    Atomics.store(shared, placeOf(number), NOWHERE);
    say({ kind: 'idle' });
  });
  say({ kind: 'ready' });
}

main();
