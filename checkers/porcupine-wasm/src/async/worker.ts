/** The program of a worker thread: judges its share and says what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { judge } from '../check.ts';
import type { Share } from './check-async.ts';
import { modelAt } from './model-source.ts';

const { address, partitions, options, spentMs } = workerData as Share;
parentPort?.postMessage(judge(await modelAt(address), partitions, options, spentMs));
