import { describe, expect, it } from 'vitest';
import { defaultSimulation, type Plan } from '../../core/index.ts';
import { faultKinds } from '../../nemesis/index.ts';
import { type DrawStrategy, drawPlan } from './draw-plan.ts';
import { testEntry } from './test-entry.ts';
import { expectSound } from './test-plan-rules.ts';

const strategies: readonly DrawStrategy[] = ['random', 'swarm', 'pct'];
const seeds = Array.from({ length: 3000 }, (_, i) => i + 1);

describe.each(strategies)('plans drawn by %s', (strategy) => {
  const plans = seeds.map((seed) => drawPlan(testEntry, seed, strategy).plan);

  it('are sound, whatever the seed', () => {
    for (const plan of plans) expectSound(plan);
  });

  it('are the same for the same seed, and differ between seeds', () => {
    for (const seed of seeds.slice(0, 50)) expect(drawPlan(testEntry, seed, strategy).plan).toEqual(plans[seed - 1]);
    expect(new Set(plans.map(({ seed: _, ...plan }) => JSON.stringify(plan))).size).toBeGreaterThan(plans.length * 0.95);
  });

  it('strike in every way there is', () => {
    const kinds = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([...faultKinds].sort());
  });
});

describe('a random plan', () => {
  it('has the cluster of its entry and the knobs of nobody', () => {
    const { plan } = drawPlan(testEntry, 7, 'random');
    expect(plan.system.nodes).toEqual(testEntry.system.nodes);
    expect(plan.simulation).toEqual(defaultSimulation);
  });
});

describe('a swarm plan', () => {
  const swarm = seeds.slice(0, 1000).map((seed) => drawPlan(testEntry, seed, 'swarm').plan);

  it('turns every knob', () => {
    const values = (read: (plan: Plan) => unknown): number => new Set(swarm.map((plan) => JSON.stringify(read(plan)))).size;
    expect(values(({ system }) => system.nodes.length)).toBe(7);
    expect(values(({ system }) => system.config)).toBeGreaterThan(100);
    expect(values(({ simulation }) => simulation?.network)).toBeGreaterThan(500);
    expect(values(({ simulation }) => simulation?.disk)).toBeGreaterThan(50);
    expect(values(({ simulation }) => simulation?.clocks)).toBeGreaterThan(200);
    expect(values(({ load }) => load)).toBeGreaterThan(300);
    expect(values(({ workload }) => workload)).toBeGreaterThan(500);
    expect(values(({ core }) => core)).toBeGreaterThan(50);
    expect(swarm.some(({ core }) => (core?.cuts.length ?? 0) > 0)).toBe(true);
  });

  it('keeps what a person has said, and leaves every other draw as it was', () => {
    for (const seed of seeds.slice(0, 200)) {
      const free = drawPlan(testEntry, seed, 'swarm').plan;
      const loaded = drawPlan(testEntry, seed, 'swarm', { concurrency: 3, ratePerSecond: 25 }).plan;
      expect(loaded.load).toEqual({ ...free.load, concurrency: 3, ratePerSecond: 25 });
      expect({ ...loaded, load: free.load, limits: free.limits }).toEqual(free);
      const sized = drawPlan(testEntry, seed, 'swarm', { nodeCount: 5 }).plan;
      expect(sized.system.nodes).toEqual(testEntry.system.nodes);
      expect({ ...sized.system, nodes: free.system.nodes }).toEqual(free.system);
      expect([
        { ...sized.load, concurrency: free.load.concurrency },
        sized.workload,
        sized.simulation?.network,
        sized.simulation?.disk,
      ]).toEqual([free.load, free.workload, free.simulation?.network, free.simulation?.disk]);
      const killing = drawPlan(testEntry, seed, 'swarm', { flavours: ['kill'] }).plan;
      expect(new Set(killing.faults.map(({ kind }) => kind))).toEqual(new Set(['kill']));
      expect({ ...killing, faults: free.faults, limits: free.limits, core: free.core, load: free.load }).toEqual(free);
    }
  });

  it("keeps all that a user's suite states, and draws what it leaves open", () => {
    const stated = {
      ...testEntry,
      system: { ...testEntry.system, config: { electionTimeoutMs: [200, 400] } },
      workload: { name: 'kv', keyCount: 4, mix: { get: 1, put: 1 } },
      load: { concurrency: 10, ratePerSecond: 200, operationTimeoutMs: 150 },
      phases: { safetyMs: 20_000, convergenceMs: 77_000 },
      nemesis: { kind: 'random', flavours: ['kill', 'clock-jump', 'partition-ring'], intervalMs: 3000, durationMs: 2000 },
      limits: { minOkDuringFaults: 7 },
    } as const;
    for (const strategy of ['swarm', 'pct'] as const) {
      const plans = seeds.slice(0, 100).map((seed) => drawPlan(stated, seed, strategy, { suiteStands: true }).plan);
      for (const plan of plans) {
        expect(plan.system).toMatchObject({ nodes: stated.system.nodes, config: stated.system.config });
        expect(plan.workload).toMatchObject(stated.workload);
        expect(plan.load).toMatchObject(stated.load);
        expect(plan.load.attemptTimeoutMs).toBeLessThanOrEqual(150);
        expect(plan.phases).toMatchObject(stated.phases);
        expect(plan.limits.minOkDuringFaults).toBe(7);
        expect([...new Set(plan.faults.map(({ kind }) => kind))].sort()).toEqual(['clock', 'kill', 'partition']);
        for (const { forMs = 0 } of plan.faults) expect(forMs >= 800 && forMs <= 2600).toBe(true);
        const { heartbeatMs } = plan.system.config;
        expect(Number(heartbeatMs)).toBeLessThan(100);
      }
      expect(new Set(plans.map(({ system }) => system.config['heartbeatMs'])).size).toBeGreaterThan(2);
      expect(new Set(plans.map(({ simulation }) => JSON.stringify(simulation))).size).toBeGreaterThan(80);
    }
  });

  it("has the core phase, the cluster and the pace that a user's suite leaves open or takes away", () => {
    const open = { ...testEntry, open: ['nodes', 'interval', 'duration'] as const, phases: { coreMs: 0 } };
    const plans = seeds.slice(0, 100).map((seed) => drawPlan(open, seed, 'swarm', { suiteStands: true, flavours: ['kill'] }).plan);
    expect(new Set(plans.map(({ system }) => system.nodes.length)).size).toBeGreaterThan(3);
    expect(new Set(plans.map(({ faults }) => faults[0]?.forMs)).size).toBeGreaterThan(20);
    for (const { core, phases } of plans) expect([core, phases.coreMs]).toEqual([undefined, 0]);
    const none = drawPlan({ ...open, nemesis: { kind: 'none' } }, 1, 'swarm', { suiteStands: true }).plan;
    expect(none.faults).toEqual([]);
  });

  it('keeps a schedule written by hand, and the cluster it names', () => {
    const step = { id: 'f1', kind: 'kill', target: ['n5'], when: { atMs: 500 }, forMs: 300 } as const;
    const { plan } = drawPlan({ ...testEntry, nemesis: { kind: 'schedule', steps: [step] }, phases: { safetyMs: 4000 } }, 3, 'swarm');
    expect(plan.faults).toEqual([step]);
    expect(plan.system.nodes).toHaveLength(5);
    expect(plan.phases.safetyMs).toBe(4000);
  });

  it('is of a size that suffers some fault asked for, and refuses a size said that suffers none', () => {
    const sizes = seeds.slice(0, 200).map((seed) => drawPlan(testEntry, seed, 'swarm', { flavours: ['partition-ring'] }).plan);
    for (const plan of sizes) expect([plan.system.nodes.length >= 3, plan.faults.length > 0]).toEqual([true, true]);
    const single = { ...testEntry, system: { ...testEntry.system, nodes: ['n1'] } };
    expect(() => drawPlan(single, 1, 'swarm', { nodeCount: 1, flavours: ['partition-ring'] })).toThrow('needs at least 3 nodes, got 1');
  });

  it('plants a bug in all nodes, or in the one that was named', () => {
    const everywhere = Object.fromEntries(testEntry.system.nodes.map((node) => [node, 'stale-read']));
    for (const seed of seeds.slice(0, 50)) {
      const all = drawPlan({ ...testEntry, system: { ...testEntry.system, variants: everywhere } }, seed, 'swarm').plan;
      expect(Object.keys(all.system.variants)).toEqual(all.system.nodes);
      const one = drawPlan({ ...testEntry, system: { ...testEntry.system, variants: { n4: 'stale-read' } } }, seed, 'swarm').plan;
      expect(Object.keys(one.system.variants)).toEqual([one.system.nodes.includes('n4') ? 'n4' : 'n1']);
      expect({ ...all, system: { ...all.system, variants: {} } }).toEqual({ ...one, system: { ...one.system, variants: {} } });
    }
  });
});

describe('a pct plan', () => {
  it('is a swarm plan with priorities and change points that rise', () => {
    for (const seed of seeds.slice(0, 300)) {
      const { plan } = drawPlan(testEntry, seed, 'pct');
      const priorities = plan.simulation?.network.priorities;
      expect(priorities?.stepMs).toBeGreaterThan(0);
      const changes = priorities?.changes ?? [];
      expect([...changes].sort((a, b) => a - b)).toEqual(changes);
      expect(plan.system).toEqual(drawPlan(testEntry, seed, 'swarm').plan.system);
    }
  });
});
