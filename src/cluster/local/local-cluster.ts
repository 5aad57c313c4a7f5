import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Done, FaultlineError, type Listening, type Ms, type NodeId, type System } from '../../core/index.ts';
import { createLinkTable } from '../../network/index.ts';
import type { Cluster, ClusterObserver } from '../cluster.ts';
import { createLocalClock } from './clock.ts';
import { closeWorld } from './close-world.ts';
import { createDrive } from './drive.ts';
import { type Guard, startGuard } from './guard.ts';
import { createLocalNode, type LocalNode } from './local-node.ts';
import { type NodeOutputs, openNodeOutputs } from './node-outputs.ts';
import type { NodeSecrets } from './node-surroundings.ts';
import { findPorts } from './own-ports.ts';
import { localCapabilities, requirePlatform } from './platform.ts';
import { cutPower } from './power-cut.ts';
import { openProxies, type Proxies } from './proxies.ts';
import type { NodePorts } from './ready-line.ts';
import { followTraces } from './trace-follower.ts';

/** How long a draining node may take where the options do not say. */
export const STOP_TIMEOUT_MS: Ms = 5_000;

/** Of a node's own: for clients, for peers, for its status. */
const PORTS_EACH = 3;

export interface LocalClusterOptions {
  /** Names this run among all on this machine. */
  readonly runId: string;
  /** Holds `trace/`, `logs/` and `work/`; the last one is removed when the cluster is closed. */
  readonly runFolder: string;
  readonly system: System;
  readonly nodes: readonly NodeId[];
  readonly seed: number;
  readonly readyTimeoutMs: Ms;
  readonly stopTimeoutMs?: Ms;
  /** Given to every node; its log and trace are filtered for them. */
  readonly secrets?: NodeSecrets;
  /** The compiled guard program, where it does not stand beside this file. */
  readonly guardProgram?: string;
}

export interface LocalCluster extends Cluster {
  /** CLOCK_MONOTONIC in milliseconds at the zero of `clock`: trace times are told from it. */
  readonly monotonicStartMs: number;
  /** Where the node's present process listens on loopback, past all proxies; undefined unless it is up or paused. */
  ports(node: NodeId): NodePorts | undefined;
}

/** Opens a cluster of real processes, none of them started yet: its guard, its folders, and the proxies between the nodes. */
export function createLocalCluster(options: LocalClusterOptions, done: (error: Error | undefined, cluster?: LocalCluster) => void): void {
  const runFolder = resolve(options.runFolder);
  try {
    requirePlatform();
    mkdirSync(join(runFolder, 'work'), { recursive: true });
  } catch (error) {
    setImmediate(() => done(error instanceof Error ? error : new Error(String(error))));
    return;
  }
  const { runId, guardProgram } = options;
  const folders = [join(runFolder, 'work')];
  startGuard({ runId, runFolder, folders, ...(guardProgram === undefined ? {} : { program: guardProgram }) }, (error, guard) => {
    if (guard === undefined) return done(error);
    openWorld({ ...options, runFolder }, guard, done);
  });
}

function openWorld(options: LocalClusterOptions, guard: Guard, opened: (error: Error | undefined, cluster?: LocalCluster) => void): void {
  const { system, nodes, seed, runFolder, runId } = options;
  const zero = performance.now();
  const clock = createLocalClock(zero);
  /** The world's own waits go on when those of the run have ended. */
  const ownClock = createLocalClock(zero);
  const drive = createDrive(() => clock.stop());
  const capabilities = localCapabilities();
  const table = createLinkTable({ seed, now: () => clock.now() });
  const observers = new Set<ClusterObserver>();
  const places = new Map<NodeId, LocalNode>();
  let proxies: Proxies | undefined;
  const kept = new Map<NodeId, Required<Listening>>();
  let closing: Done[] | undefined;
  let closed: { readonly error: Error | undefined } | undefined;

  let outputs: NodeOutputs;
  try {
    const { secrets } = options;
    outputs = openNodeOutputs({ runFolder, nodes, clock: ownClock, ...(secrets === undefined ? {} : { filter: secrets.filter }) });
  } catch (error) {
    return guard.done(() => opened(error instanceof Error ? error : new Error(String(error))));
  }
  const follower = followTraces(new Map(system.traced ? nodes.map((node) => [node, outputs.of(node).traceFile]) : []), ownClock, (item) => {
    for (const observer of [...observers]) observer.trace?.(item);
  });
  for (const node of nodes) {
    const place = createLocalNode(node, {
      system,
      seed,
      runId,
      runFolder,
      readyTimeoutMs: options.readyTimeoutMs,
      output: outputs.of(node),
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
      clock: ownClock,
      guard,
      peers: (dialler) => proxies?.peers(dialler) ?? {},
      ports: (of) => kept.get(of) ?? { client: 0, peer: 0, status: 0 },
      exited: (gone) => follower.drain(gone),
      died(death) {
        for (const observer of [...observers]) observer.died?.(death);
      },
      late(start) {
        for (const observer of [...observers]) observer.late?.(start);
      },
    });
    places.set(node, place);
  }
  const ports = (node: NodeId): NodePorts | undefined => places.get(node)?.ports();
  openProxies({ nodes, system, table, clock: ownClock, ports, failed: (error) => drive.abandon(error) }, (error, all) => {
    proxies = all;
    if (error !== undefined) return cluster.close(() => opened(error));
    findPorts(nodes.length * PORTS_EACH, (none, ports) => {
      if (none !== undefined) return cluster.close(() => opened(none));
      for (const [i, node] of nodes.entries()) {
        const [client = 0, peer = 0, status = 0] = ports.slice(PORTS_EACH * i);
        kept.set(node, { client, peer, status });
      }
      opened(undefined, cluster);
    });
  });

  const cluster: LocalCluster = {
    nodes,
    clock,
    links: table,
    capabilities,
    monotonicStartMs: clock.monotonicStartMs,
    ports,
    start: (node, how, done) => onNode(node, drive.bound(done), (place, answer) => place.start(how, answer)),
    kill: (node, done) => onNode(node, drive.bound(done), (place, answer) => place.kill(answer)),
    pause: (node, done) => onNode(node, drive.bound(done), (place, answer) => withAbility('pause', answer, () => place.pause(answer))),
    resume: (node, done) => onNode(node, drive.bound(done), (place, answer) => place.resume(answer)),
    powerCut(victims, done) {
      const answer = drive.bound(done);
      const struck: LocalNode[] = [];
      for (const node of victims) {
        const place = placeOf(node);
        const wrong = place instanceof Error ? place : place.state() === 'down' ? alreadyDown(node) : undefined;
        if (wrong !== undefined) return void setImmediate(() => answer(wrong));
        if (!(place instanceof Error)) struck.push(place);
      }
      withAbility('power-cut', answer, () => cutPower(struck, { clock: ownClock, seed }, answer));
    },
    skew: (_node, _clock, done) => refuse('clock', drive.bound(done)),
    disk: (_node, _fault, _rule, done) => refuse('slow-disk', drive.bound(done)),
    diskEffect: () => ({ delayed: 0, damaged: [] }),
    wipe: (_node, done) => refuse('disk-loss', drive.bound(done)),
    lost: () => undefined,
    connect(thread, node) {
      if (proxies === undefined || closing !== undefined) throw isClosed();
      const connection = proxies.connect(thread, node);
      drive.atFinish(() => connection.close());
      return connection;
    },
    address(thread, node, done) {
      const answer = drive.bound(done);
      if (proxies === undefined || closing !== undefined) setImmediate(() => answer(isClosed()));
      else proxies.address(thread, node, (address) => answer(undefined, address));
    },
    ask(node, request, done) {
      const answer = drive.bound(done);
      if (proxies === undefined || closing !== undefined) setImmediate(() => answer(isClosed()));
      else proxies.ask(node, request, answer);
    },
    observe(observer) {
      observers.add(observer);
      drive.atFinish(() => observers.delete(observer));
    },
    state: (node) => places.get(node)?.state() ?? 'down',
    drive: (main, done) => drive.run(main, done),
    close(done) {
      if (closed !== undefined) {
        const { error } = closed;
        return void setImmediate(() => done(error));
      }
      if (closing !== undefined) return void closing.push(done);
      closing = [done];
      drive.abandon(isClosed());
      clock.stop();
      const world = { places: [...places.values()], proxies, follower, outputs, guard, runId, runFolder, clock: ownClock };
      closeWorld(world, options.stopTimeoutMs ?? STOP_TIMEOUT_MS, (error) => {
        ownClock.stop();
        closed = { error };
        for (const waiting of closing ?? []) waiting(error);
      });
    },
  };

  function onNode<Answer extends Done>(node: NodeId, answer: Answer, call: (place: LocalNode, answer: Answer) => void): void {
    const place = placeOf(node);
    if (place instanceof Error) setImmediate(() => answer(place));
    else call(place, answer);
  }

  function placeOf(node: NodeId): LocalNode | FaultlineError {
    if (closing !== undefined) return isClosed();
    return places.get(node) ?? new FaultlineError('unknown-node', `Expected one of the nodes ${nodes.join(', ')}; got "${node}".`);
  }

  function refuse(kind: string, answer: Done): void {
    withAbility(kind, answer, () => answer());
  }

  function withAbility(kind: string, answer: Done, act: () => void): void {
    const can = capabilities.can(kind);
    if (can === true) act();
    else setImmediate(() => answer(new FaultlineError('platform-unsupported', can)));
  }
}

function alreadyDown(node: NodeId): FaultlineError {
  return new FaultlineError('node-down', `A power-cut strikes running nodes, but ${node} is down.`);
}

function isClosed(): FaultlineError {
  return new FaultlineError('cluster-closed', 'The cluster is closed: nothing can be asked of it any more.');
}
