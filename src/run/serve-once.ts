import type { Cluster } from '../cluster/index.ts';
import {
  type Completion,
  type CorePlan,
  type Ms,
  type NodeId,
  type Plan,
  type System,
  servingGroups,
  type Workload,
} from '../core/index.ts';
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

export type Service =
  /** `probeCount`: of this and earlier services. */
  | { readonly state: 'served'; readonly afterMs: Ms; readonly probeCount: number }
  | {
      readonly state: 'stuck';
      readonly waitedMs: Ms;
      readonly waitedFor: CoreStage;
      /** What became of the last operation of that stage. */
      readonly trouble?: string;
      /** Of the nodes that are not lost. */
      readonly bodies: Bodies;
    }
  | { readonly state: 'unavailable'; readonly why: string };

/**
 * Asks whether the core serves: it must elect, commit and answer within the bound. Where cuts lie inside the core, some node with
 * two-way links to a majority and those it keeps them to must; the others may stay behind. Probes are operations like any other, in
 * the history too, numbered from `probesFrom` so that no two write the same. A thread may still be busy when this calls back with `stuck`.
 */
export function serveOnce(options: CoreOptions, probesFrom: number, done: (service: Service) => void): void {
  const { plan, core, cluster, system, workload, threads } = options;
  const { clock } = cluster;
  const { nodes } = plan.system;
  const members = coreNodes(nodes, core);
  const startedAt = clock.now();
  const boundMs = plan.phases.coreMs * options.patience;
  let stage: CoreStage = 'election';
  let trouble: { readonly stage: CoreStage; readonly words: string } | undefined;
  let written: { readonly key: string | undefined } | undefined;
  let attempt = probesFrom;
  let over = false;
  const deadline = clock.timer(boundMs, missed);
  look();

  function look(): void {
    if (over) return;
    const why = whyNoCore({ nodes, lost: lostNodes(cluster, members) }, core);
    if (why !== undefined) return finish({ state: 'unavailable', why });
    const fit = fitMembers();
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
    const write = written === undefined ? thread.probeWrite(attempt, options.key) : undefined;
    attempt += 1;
    if (write === undefined) return probeRead(thread, node, written?.key ?? options.key);
    begin('commit', node);
    thread.perform(write, node, (completion) => {
      if (over) return;
      if (completion.type !== 'ok') return failed(node, completion);
      written = { key: write.key };
      probe(group);
    });
  }

  function probeRead(thread: ClientThread, node: NodeId, key: string | undefined): void {
    if (key === undefined) return served();
    begin('answer', node);
    thread.perform(workload.finalRead(key), node, (completion) => {
      if (over) return;
      if (completion.type === 'ok') served();
      else failed(node, completion);
    });
  }

  function begin(now: 'commit' | 'answer', node: NodeId): void {
    stage = now;
    // While one is open, how the last one of its stage ended says more.
    if (trouble?.stage !== now) trouble = { stage: now, words: `the one at ${node} was not answered` };
  }

  function failed(node: NodeId, completion: Completion): void {
    const reason = completion.type === 'ok' ? 'ok' : completion.error;
    trouble = { stage, words: `the last, at ${node}, ended with ${reason}` };
    lookAgain();
  }

  function served(): void {
    finish({ state: 'served', afterMs: clock.now() - startedAt, probeCount: attempt });
  }

  function missed(): void {
    if (over) return;
    over = true;
    // The last look may be long ago: what the nodes say now is what the finding tells.
    askNodes(cluster, system, fitMembers(), (bodies) => {
      const why = whyNoCore({ nodes, lost: lostNodes(cluster, members) }, core);
      if (why !== undefined) return done({ state: 'unavailable', why });
      const told = trouble?.stage === stage ? { trouble: trouble.words } : {};
      done({ state: 'stuck', waitedMs: boundMs, waitedFor: stage, ...told, bodies });
    });
  }

  function fitMembers(): NodeId[] {
    return members.filter((node) => cluster.lost(node) === undefined);
  }

  function finish(service: Service): void {
    over = true;
    clock.cancel(deadline);
    done(service);
  }
}
