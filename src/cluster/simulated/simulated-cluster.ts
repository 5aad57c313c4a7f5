import {
  type Clock,
  type Connection,
  type Done,
  defaultSimulation,
  FaultlineError,
  type NodeId,
  type Plan,
  type Request,
  type Response,
  type System,
  type ThreadId,
} from '../../core/index.ts';
import { createLinkTable } from '../../network/index.ts';
import type { Cluster, ClusterObserver, DiskEffect, DiskRule, PowerCutLoss } from '../cluster.ts';
import { ClientNetwork } from './client-connection.ts';
import { SimulatedDisk } from './disk.ts';
import { EventLoop } from './event-loop.ts';
import { withoutRealWorld } from './forbidden-globals.ts';
import { Journal } from './journal.ts';
import { NodeClock } from './node-clock.ts';
import { PeerNetwork } from './peer-network.ts';
import { SimulatedNode } from './simulated-node.ts';

/** How long `ask` waits for a node that does not answer. */
const ASK_TIMEOUT_MS = 1000;

export interface SimulatedClusterOptions {
  readonly plan: Plan;
  readonly system: System;
  /** A line for each event that the digest covers. */
  readonly onEvent?: (line: string) => void;
}

export interface SimulatedCluster extends Cluster {
  /** Everything that happened, for the digest. The run adds its history and verdicts. */
  readonly journal: Journal;
  /** Microseconds of virtual time. */
  nowUs(): number;
  /** Events that have happened. */
  eventCount(): number;
}

interface Place {
  readonly node: SimulatedNode;
  readonly disk: SimulatedDisk;
  readonly clock: NodeClock;
}

/** A cluster in this thread. `drive` runs it from begin to end before it returns. */
export function createSimulatedCluster({ plan, system, onEvent }: SimulatedClusterOptions): SimulatedCluster {
  const { nodes } = plan.system;
  const { seed } = plan;
  const simulation = plan.simulation ?? defaultSimulation;
  const loop = new EventLoop();
  const clock: Clock = loop.clock();
  const journal = new Journal(onEvent);
  const table = createLinkTable({ seed, now: () => loop.nowUs / 1000 });
  const observers: ClusterObserver[] = [];
  const places = new Map<NodeId, Place>();
  const clients = new ClientNetwork({ latencyMs: simulation.network.clientLatencyMs, loop, journal, table });
  const network = new PeerNetwork({
    seed,
    plan: simulation.network,
    nodes,
    loop,
    journal,
    table,
    deliver: (from, to, bytes) => places.get(to)?.node.message(from, bytes) ?? false,
  });
  for (const node of nodes) {
    const disk = new SimulatedDisk({ node, seed, plan: simulation.disk, loop, journal });
    const own = new NodeClock(loop, simulation.clocks[node]);
    const place = new SimulatedNode({
      node,
      peers: nodes.filter((peer) => peer !== node),
      system,
      seed,
      readyTimeoutMs: plan.phases.readyTimeoutMs,
      loop,
      journal,
      disk,
      clock: own,
      send: (to, bytes, described) => network.send(node, to, bytes, described),
      trace(events) {
        for (const event of events) {
          const item = { kind: 'event', event } as const;
          for (const observer of observers) observer.trace?.(item);
        }
      },
      died(death) {
        for (const observer of observers) observer.died?.(death);
      },
      late(start) {
        for (const observer of observers) observer.late?.(start);
      },
      gone: (gone) => clients.nodeDown(gone),
    });
    places.set(node, { node: place, disk, clock: own });
  }

  return {
    nodes,
    clock,
    links: table,
    capabilities: { can: () => true },
    journal,
    nowUs: () => loop.nowUs,
    eventCount: () => loop.eventCount,
    start: (node, options, done) => act(() => at(node).node.start(options, done)),
    kill: (node, done) =>
      onRunning(node, done, (place) => {
        place.node.kill();
        done();
      }),
    pause: (node, done) =>
      onRunning(node, done, (place) => {
        if (place.node.state === 'up') place.node.pause();
        done();
      }),
    resume: (node, done) =>
      onRunning(node, done, (place) => {
        if (place.node.state === 'paused') place.node.resume();
        done();
      }),
    powerCut: (victims, done) => act(() => cutPower(victims, done)),
    skew: (node, rule, done) =>
      act(() => {
        at(node).clock.set(rule);
        journal.record(loop.nowUs, 'clock', node, 0, rule === undefined ? 'as planned' : `${rule.offsetMs} ms, ${rule.driftPpm} ppm`);
        done();
      }),
    disk: (node, fault, rule, done) => act(() => applyDiskRule(node, fault, rule, done)),
    diskEffect,
    wipe: (node, done) =>
      act(() => {
        const place = at(node).node;
        if (place.state !== 'down')
          return done(new FaultlineError('node-running', `The disk of ${node} is taken away only while it is down.`));
        place.wipe();
        done();
      }),
    lost: (node) => at(node).node.lost,
    connect: (thread: ThreadId, node: NodeId): Connection => clients.connect(thread, node, at(node).node),
    ask,
    observe(observer) {
      observers.push(observer);
    },
    state: (node) => at(node).node.state,
    drive(main, done) {
      let outcome: { readonly error: Error | undefined } | undefined;
      const finish = (error?: Error): void => {
        outcome ??= { error };
        loop.stop();
      };
      try {
        withoutRealWorld(() => {
          main(finish);
          loop.run();
        });
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)));
      }
      done(
        outcome === undefined
          ? new FaultlineError('nothing-left-to-happen', 'The run never ended: nothing was left to happen.')
          : outcome.error,
      );
    },
    close(done) {
      loop.stop();
      done();
    },
  };

  /** What is asked of the world happens behind what happens now, as it would in real time. */
  function act(run: () => void): void {
    loop.soon(run);
  }

  function onRunning(node: NodeId, done: Done, run: (place: Place) => void): void {
    act(() => {
      const place = at(node);
      if (place.node.state === 'down') done(new FaultlineError('node-down', `Node ${node} is down.`));
      else run(place);
    });
  }

  function cutPower(victims: readonly NodeId[], done: (error: Error | undefined, loss?: PowerCutLoss) => void): void {
    const down = victims.find((node) => at(node).node.state === 'down');
    if (down !== undefined) return done(new FaultlineError('node-down', `A power-cut strikes running nodes, but ${down} is down.`));
    for (const node of victims) at(node).node.kill();
    done(undefined, Object.fromEntries(victims.map((node) => [node, at(node).disk.cutPower()])));
  }

  function applyDiskRule(node: NodeId, fault: string, rule: DiskRule | undefined, done: Done): void {
    at(node).disk.apply(fault, rule);
    done();
  }

  function diskEffect(fault: string): DiskEffect {
    const tallies = [...places].map(([node, { disk }]) => ({ node, tally: disk.tally(fault) }));
    return {
      delayed: tallies.reduce((sum, { tally }) => sum + tally.delayed, 0),
      damaged: tallies.flatMap(({ node, tally }) => tally.damaged.map(({ file, offset }) => ({ node, file, offset }))),
    };
  }

  function ask(node: NodeId, request: Request, done: (error: Error | undefined, response?: Response) => void): void {
    let answered = false;
    const answer = (error: Error | undefined, response?: Response): void => {
      if (answered) return;
      answered = true;
      clock.cancel(timeout);
      if (response === undefined) done(error);
      else done(error, response);
    };
    const timeout = clock.timer(ASK_TIMEOUT_MS, () =>
      answer(new FaultlineError('no-answer', `Node ${node} did not answer within ${ASK_TIMEOUT_MS} ms.`)),
    );
    act(() => {
      const place = at(node).node;
      if (!place.listens) return answer(new FaultlineError('node-down', `Node ${node} is ${place.state}.`));
      place.enter(() => place.request(request, (response) => loop.soon(() => answer(undefined, response))));
    });
  }

  function at(node: NodeId): Place {
    const place = places.get(node);
    if (place === undefined) throw new FaultlineError('unknown-node', `Expected one of the nodes ${nodes.join(', ')}; got "${node}".`);
    return place;
  }
}
