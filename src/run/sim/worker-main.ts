import { parentPort, workerData } from 'node:worker_threads';
import { openSystems } from '../systems.ts';
import { SeedRunner } from './seed-runner.ts';
import { type FromWorker, LIMIT_AT, NOWHERE, placeOf, type ToWorker, type WorkerStart } from './worker-protocol.ts';

/** The thread of a worker: it loads the code once, runs the seeds it is sent, and prints nothing. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('worker-main.ts is started as a worker thread');
  const port = parentPort;
  const { subject, shared, number } = workerData as WorkerStart;
  // A worker has modules of its own: what the main thread has loaded is loaded again. It could be then, so it can be now.
  const { systems } = await openSystems(subject.entries.flatMap(({ system }) => system.from ?? []));
  const runner = new SeedRunner(subject, systems);
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

await main();
