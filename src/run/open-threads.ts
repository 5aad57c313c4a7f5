import type { Cluster } from '../cluster/index.ts';
import type { ClientContext, Json, Plan, System, Workload } from '../core/index.ts';
import { ClientThread } from './client-thread.ts';
import type { Recorder } from './recorder.ts';

export interface ThreadsOptions {
  readonly plan: Plan;
  readonly cluster: Cluster;
  readonly system: System;
  readonly workload: Workload;
  readonly recorder: Recorder;
  readonly note: (note: { readonly [field: string]: Json }) => void;
  /** What clients have to say to whoever has set them up. */
  readonly tell?: (words: string) => void;
}

/** The client threads of a run, each with a client of the system's and connections of its own. */
export function openThreads({ plan, cluster, system, workload, recorder, note, tell }: ThreadsOptions): ClientThread[] {
  const { clock } = cluster;
  const { nodes } = plan.system;
  return Array.from({ length: plan.load.concurrency }, (_, thread) => {
    const name = `c${thread}`;
    const context: ClientContext = {
      clock,
      nodes,
      connect: (node) => cluster.connect(name, node),
      ...(cluster.address === undefined ? {} : { address: (node, done) => cluster.address?.(name, node, done) }),
      ...(tell === undefined ? {} : { tell }),
    };
    return new ClientThread({
      thread,
      seed: plan.seed,
      nodes,
      clock,
      client: system.client(context),
      recorder,
      workload,
      workloadPlan: plan.workload,
      load: plan.load,
      appliesOnce: system.appliesOnce === true,
      note,
    });
  });
}
