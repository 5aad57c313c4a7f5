import type { Cluster } from '../cluster/index.ts';
import { type CorePlan, type Ms, type NodeId, type Plan, type System, servingGroups, type Workload } from '../core/index.ts';
import { askNodes, type Bodies, holdTheSame, lostNodes } from './ask-nodes.ts';
import type { ClientThread } from './client-thread.ts';
import { POLL_MS } from './convergence.ts';
import { coreNodes, whyNoCore } from './unavailable.ts';

export interface CoreOptions {
  readonly plan: Plan;
  readonly core: CorePlan;
  readonly cluster: Cluster;
  readonly system: System;
  readonly workload: Workload;
  /** Idle. */
  readonly threads: readonly ClientThread[];
  /** What probes are put on; undefined: nothing has a key. */
  readonly key: string | undefined;
  /** The bound, `plan.phases.coreMs`, counts so many times before it is missed. */
  readonly patience: number;
}

/** `election`: one leader and the same state on the core's nodes. `commit`: a write that is answered ok. `answer`: a read that is. */
export type CoreStage = 'election' | 'commit' | 'answer';

export type CoreResult =
  | { readonly state: 'served'; readonly afterMs: Ms }
  /** Within the patient bound only. */
  | { readonly state: 'slow'; readonly afterMs: Ms }
  | { readonly state: 'stuck'; readonly waitedMs: Ms; readonly waitedFor: CoreStage; readonly bodies: Bodies }
  | { readonly state: 'unavailable'; readonly why: string };

/**
 * Asks whether the core serves: it must elect, commit and answer within the bound. Where cuts lie inside the core, some node with
 * two-way links to a majority and those it keeps them to must; the others may stay behind. Probes are operations like any other, in
 * the history too. A thread may still be busy when this calls back with `stuck`.
 */
export function serveInCore(options: CoreOptions, done: (result: CoreResult) => void): void {
  const { plan, core, cluster, system, workload, threads } = options;
  const { clock } = cluster;
  const { nodes } = plan.system;
  const members = coreNodes(nodes, core);
  const startedAt = clock.now();
  const boundMs = plan.phases.coreMs * options.patience;
  let stage: CoreStage = 'election';
  let written: { readonly key: string | undefined } | undefined;
  let attempt = 0;
  let over = false;
  const deadline = clock.timer(boundMs, missed);
  look();

  function look(): void {
    if (over) return;
    const why = whyNoCore({ nodes, lost: lostNodes(cluster, members) }, core);
    if (why !== undefined) return finish({ state: 'unavailable', why });
    const fit = members.filter((node) => cluster.lost(node) === undefined);
    askNodes(cluster, system, fit, (bodies) => {
      if (over) return;
      const group = servingGroups(nodes, fit, core.cuts).find((each) => holdTheSame(system, each, bodies));
      if (group !== undefined) return probe(group);
      stage = 'election';
      lookAgain();
    });
  }

  function lookAgain(): void {
    clock.timer(POLL_MS, look);
  }

  /** One operation of the stage that is due; each attempt is by a client of another node. */
  function probe(group: readonly NodeId[]): void {
    const node = group[attempt % group.length] ?? '';
    const thread = threads.find(({ home }) => home === node) ?? threads[0];
    if (thread === undefined) return served();
    stage = written === undefined ? 'commit' : 'answer';
    const write = written === undefined ? thread.probeWrite(attempt, options.key) : undefined;
    attempt += 1;
    if (write === undefined) return probeRead(thread, node, written?.key ?? options.key);
    thread.perform(write, node, (completion) => {
      if (over) return;
      if (completion.type === 'ok') written = { key: write.key };
      if (completion.type === 'ok') probe(group);
      else lookAgain();
    });
  }

  function probeRead(thread: ClientThread, node: NodeId, key: string | undefined): void {
    if (key === undefined) return served();
    stage = 'answer';
    thread.perform(workload.finalRead(key), node, (completion) => {
      if (over) return;
      if (completion.type === 'ok') served();
      else lookAgain();
    });
  }

  function served(): void {
    const afterMs = clock.now() - startedAt;
    finish({ state: afterMs <= plan.phases.coreMs ? 'served' : 'slow', afterMs });
  }

  function missed(): void {
    if (over) return;
    over = true;
    // The last look may be long ago: what the nodes say now is what the finding tells.
    askNodes(cluster, system, members, (bodies) => {
      const why = whyNoCore({ nodes, lost: lostNodes(cluster, members) }, core);
      if (why === undefined) done({ state: 'stuck', waitedMs: boundMs, waitedFor: stage, bodies });
      else done({ state: 'unavailable', why });
    });
  }

  function finish(result: CoreResult): void {
    over = true;
    clock.cancel(deadline);
    done(result);
  }
}
