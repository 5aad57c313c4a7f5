/**
 * A small world for the nemesis' own tests: virtual time, nodes that are up, paused or down, links that count and drop. It follows the
 * Cluster contract (answers come later, a node that is down cannot be killed) and has no hidden order, so a test reads as a story.
 * Nodes do nothing by themselves: a test lets them lead, speak and die.
 */
import type { Cluster, ClusterObserver, NodeState } from '../cluster/index.ts';
import {
  type Clock,
  type ClockRule,
  type Done,
  FaultlineError,
  type Frame,
  type LinkEffect,
  type Links,
  type Ms,
  type NodeId,
  type Timer,
  type TraceEvent,
} from '../core/index.ts';

import { createTestDisks } from './test-disks.ts';

export interface TestWorld {
  readonly cluster: Cluster;
  /** Runs everything that is due up to this time. */
  runUntil(ms: Ms): void;
  /** Sends a message: whether it arrived. */
  send(from: string, to: string, type?: string, fields?: Frame['fields']): boolean;
  /** A node writes to its disk. */
  write(node: NodeId): void;
  /** How a node's clock runs; undefined: as the plan says. */
  clockOf(node: NodeId): ClockRule | undefined;
  /** A trace event of the node's current boot. */
  event(node: NodeId, event: string, fields?: Record<string, string | number>): TraceEvent;
  die(node: NodeId): void;
  boot(node: NodeId): number;
  /** What was asked of the nodes, in order. */
  readonly calls: readonly string[];
  /** How long a start of this node takes from now on. */
  slowStart(node: NodeId, ms: Ms): void;
  /** The asks of this kind on the node fail. */
  refuse(call: 'start' | 'kill' | 'pause' | 'resume' | 'power-cut' | 'skew' | 'disk' | 'wipe', node: NodeId, error: Error): void;
}

/** How long the world takes to do what it is asked. */
const strikeMs = 5;
const startMs = 50;

export function createTestWorld(nodes: readonly NodeId[]): TestWorld {
  const { clock, runUntil } = createVirtualClock();
  const links = createTestLinks();
  const states = new Map<NodeId, NodeState>(nodes.map((node) => [node, 'up']));
  const boots = new Map<NodeId, number>(nodes.map((node) => [node, 1]));
  const refusals = new Map<string, Error>();
  const observers: ClusterObserver[] = [];
  const calls: string[] = [];
  const startTakes = new Map<NodeId, Ms>();
  const disks = createTestDisks();
  const clocks = new Map<NodeId, ClockRule | undefined>();
  const anyState: readonly NodeState[] = ['down', 'up', 'paused'];
  let seq = 0;

  function ask(call: string, node: NodeId, afterMs: Ms, expected: readonly NodeState[], effect: () => void, done: Done): void {
    calls.push(`${call} ${node} @${clock.now()}`);
    const was = states.get(node) ?? 'down';
    clock.timer(afterMs, () => {
      const refusal = refusals.get(`${call} ${node}`);
      if (refusal !== undefined) return done(refusal);
      if (!expected.includes(was) || (states.get(node) === 'down' && !expected.includes('down')))
        return done(new FaultlineError('node-down', `${node} is ${was}`));
      effect();
      return done();
    });
  }

  const cluster: Cluster = {
    nodes,
    clock,
    links,
    capabilities: { can: () => true },
    start(node, _options, done) {
      if (disks.lost(node) !== undefined) calls.push(`start of lost ${node}`);
      const run = (): void => {
        disks.read(node);
        if (disks.lost(node) !== undefined) return;
        states.set(node, 'up');
        boots.set(node, (boots.get(node) ?? 0) + 1);
      };
      ask('start', node, startTakes.get(node) ?? startMs, ['down'], run, (error) => {
        const why = disks.lost(node);
        if (error !== undefined) done(error);
        else if (why !== undefined) done(new FaultlineError('node-lost', `${node} cannot start: ${why}`));
        else done(undefined, { boot: boots.get(node) ?? 0 });
      });
    },
    kill: (node, done) => ask('kill', node, strikeMs, ['up', 'paused'], () => states.set(node, 'down'), done),
    pause: (node, done) => ask('pause', node, strikeMs, ['up'], () => states.set(node, 'paused'), done),
    resume: (node, done) => ask('resume', node, strikeMs, ['paused'], () => states.set(node, 'up'), done),
    powerCut(victims, done) {
      calls.push(`power-cut ${victims.join(',')} @${clock.now()}`);
      clock.timer(strikeMs, () => {
        const refusal = victims.map((node) => refusals.get(`power-cut ${node}`)).find((error) => error !== undefined);
        if (refusal !== undefined) return done(refusal);
        for (const node of victims) states.set(node, 'down');
        return done(undefined, Object.fromEntries(victims.map((node) => [node, { lostBytes: 7, torn: false }])));
      });
    },
    skew: (node, rule, done) => ask('skew', node, strikeMs, anyState, () => clocks.set(node, rule), done),
    disk: (node, fault, rule, done) =>
      ask('disk', node, strikeMs, rule?.kind === 'rot' ? ['down'] : anyState, () => disks.apply(node, fault, rule), done),
    diskEffect: disks.effect,
    wipe: (node, done) => ask('wipe', node, strikeMs, ['down'], () => disks.wipe(node), done),
    lost: disks.lost,
    connect: () => ({ open: false, send: (_request, done) => done({ ok: false, error: 'refused' }), close: () => {} }),
    ask: (_node, _request, done) => done(undefined, { status: 200, body: null }),
    observe: (observer) => observers.push(observer),
    state: (node) => states.get(node) ?? 'down',
    drive: (main, done) => main(done),
    close: (done) => done(),
  };

  return {
    cluster,
    runUntil,
    send: (from, to, type = 'append', fields = {}) => links.send({ link: { from, to }, type, fields, bytes: 1 }),
    write: disks.write,
    clockOf: (node) => clocks.get(node),
    event: (node, event, fields = {}) => ({ node, boot: boots.get(node) ?? 1, seq: ++seq, at: clock.now(), event, ...fields }),
    die(node) {
      states.set(node, 'down');
      for (const { died } of observers) died?.({ node, boot: boots.get(node) ?? 1, how: 'exit code 70', lastLines: [], logFile: '' });
    },
    boot: (node) => boots.get(node) ?? 0,
    calls,
    slowStart: (node, ms) => startTakes.set(node, ms),
    refuse: (call, node, error) => refusals.set(`${call} ${node}`, error),
  };
}

function createVirtualClock(): { clock: Clock; runUntil(ms: Ms): void } {
  let now: Ms = 0;
  let made = 0;
  let pending: { readonly firesAt: Ms; readonly order: number; fire(): void }[] = [];
  const clock: Clock = {
    now: () => now,
    timer(afterMs, fire) {
      const timer = { firesAt: now + Math.max(0, afterMs), order: made++, fire };
      pending.push(timer);
      return timer;
    },
    cancel: (timer: Timer) => {
      pending = pending.filter((other) => other !== timer);
    },
  };
  const runUntil = (ms: Ms): void => {
    for (;;) {
      pending.sort((a, b) => a.firesAt - b.firesAt || a.order - b.order);
      const next = pending[0];
      if (next === undefined || next.firesAt > ms) break;
      pending.shift();
      now = next.firesAt;
      next.fire();
    }
    now = ms;
  };
  return { clock, runUntil };
}

/** Drops by full-probability rules, counts what every rule sees; messages are matched by type and fields as the contract says. */
function createTestLinks(): Links & { send(frame: Frame): boolean } {
  const applied = new Map<
    string,
    { order: number; rules: Parameters<Links['apply']>[2]; effect: { -readonly [K in keyof LinkEffect]: number } }
  >();
  const watchers = new Set<(frame: Frame) => void>();
  return {
    apply: (fault, order, rules) =>
      applied.set(fault, { order, rules, effect: { seen: 0, affected: 0, connectionsRefused: 0, connectionsReset: 0 } }),
    remove: (fault) => applied.delete(fault),
    effect: (fault) => ({ ...(applied.get(fault)?.effect ?? { seen: 0, affected: 0, connectionsRefused: 0, connectionsReset: 0 }) }),
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    send(frame) {
      for (const watcher of watchers) watcher(frame);
      let arrives = true;
      for (const { rules, effect } of [...applied.values()].sort((a, b) => a.order - b.order)) {
        for (const { link, rule } of rules) {
          if (!arrives || link.from !== frame.link.from || link.to !== frame.link.to || !picks(rule, frame)) continue;
          effect.seen += 1;
          effect.affected += 1;
          if (rule.kind === 'drop' || rule.kind === 'hold') arrives = false;
        }
      }
      return arrives;
    },
  };
}

function picks(rule: Parameters<Links['apply']>[2][number]['rule'], frame: Frame): boolean {
  const match = 'match' in rule ? rule.match : undefined;
  if (match?.type !== undefined && ![match.type].flat().includes(frame.type)) return false;
  return Object.entries(match?.fields ?? {}).every(([name, wanted]) => frame.fields[name] === wanted);
}
