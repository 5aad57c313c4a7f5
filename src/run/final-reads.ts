import type { Clock, Ms, NodeId, Operation } from '../core/index.ts';
import type { ClientThread } from './client-thread.ts';

export interface FinalReads {
  readonly threads: readonly ClientThread[];
  /** Who can answer. */
  readonly nodes: readonly NodeId[];
  readonly operations: readonly Operation[];
  readonly clock: Clock;
  readonly boundMs: Ms;
}

/**
 * Reads every key at every node, each node by the threads that live there (or by all in turn where none does): a write that was
 * lost on one node alone is seen by nothing else. Answers how many reads the bound left undone.
 */
export function readEverywhere(reads: FinalReads, done: (undone: number) => void): void {
  const { threads, nodes, clock } = reads;
  const queues = threads.map((): { operation: Operation; node: NodeId }[] => []);
  let turn = 0;
  for (const node of nodes) {
    const atHome = queues.filter((_, thread) => threads[thread]?.home === node);
    const takers = atHome.length > 0 ? atHome : queues;
    for (const operation of reads.operations) {
      takers[turn % takers.length]?.push({ operation, node });
      turn += 1;
    }
  }
  const deadline = clock.now() + reads.boundMs;
  let running = threads.length;
  const next = (thread: number) => {
    const job = clock.now() < deadline ? queues[thread]?.shift() : undefined;
    if (job !== undefined) {
      threads[thread]?.perform(job.operation, job.node, () => next(thread));
      return;
    }
    running -= 1;
    if (running === 0) done(queues.reduce((sum, queue) => sum + queue.length, 0));
  };
  for (const thread of threads.keys()) next(thread);
}
