import type { Clock, Completion, Ms, NodeId, Operation, OperationError } from '../core/index.ts';
import type { ClientThread } from './client-thread.ts';

export interface FinalReads {
  readonly threads: readonly ClientThread[];
  /** Who can answer. */
  readonly nodes: readonly NodeId[];
  readonly operations: readonly Operation[];
  readonly clock: Clock;
  readonly boundMs: Ms;
}

/** What became of the reads that were really tried at one node. Those that the bound left out count for nothing. */
export interface NodeAnswers {
  readonly okCount: number;
  /** How those that were not answered `ok` ended, in order. */
  readonly errors: readonly OperationError[];
}

export interface FinalReadsResult {
  /** Reads that the bound left out. */
  readonly undone: number;
  /** By node, in the order of `nodes`. */
  readonly answers: ReadonlyMap<NodeId, NodeAnswers>;
}

/**
 * Reads every key at every node, each node by the threads that live there (or by all in turn where none does): a write that was
 * lost on one node alone is seen by nothing else. Tells what became of
 * the reads, and how many of them the bound left out.
 */
export function readEverywhere(reads: FinalReads, done: (result: FinalReadsResult) => void): void {
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
  const answers = new Map(nodes.map((node) => [node, { okCount: 0, errors: [] as OperationError[] }]));
  const count = (node: NodeId, completion: Completion) => {
    const told = answers.get(node);
    if (told === undefined) return;
    if (completion.type === 'ok') told.okCount += 1;
    else told.errors.push(completion.error);
  };
  const deadline = clock.now() + reads.boundMs;
  let running = threads.length;
  const next = (thread: number) => {
    const job = clock.now() < deadline ? queues[thread]?.shift() : undefined;
    if (job !== undefined) {
      threads[thread]?.perform(job.operation, job.node, (completion) => {
        count(job.node, completion);
        next(thread);
      });
      return;
    }
    running -= 1;
    if (running === 0) done({ undone: queues.reduce((sum, queue) => sum + queue.length, 0), answers });
  };
  for (const thread of threads.keys()) next(thread);
}
