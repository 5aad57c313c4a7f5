/** What Node gets: everything, and worker threads for `checkAsync`. */
import { provideWorkers } from './async/check-async.ts';
import { runInWorkers } from './async/node-workers.ts';

export * from './index.ts';

provideWorkers(runInWorkers);
