import { describe, expect, it } from 'vitest';
import type { FaultStep, Plan } from '../../core/index.ts';
import { nameTargets, reduceRoles } from './name-targets.ts';
import { moveClients, reduceClients } from './reduce-clients.ts';
import { reduceCore, reduceFaults } from './reduce-faults.ts';
import { reduceKnobs } from './reduce-knobs.ts';
import { reduceNodes, withoutNodes } from './reduce-nodes.ts';
import { cutOperations, mergeKeys, reduceOperations, scriptOperations } from './reduce-operations.ts';
import { reduceTimes, warp } from './reduce-times.ts';
import { historyOf, nemesis, phase, put, searchFrom, smallPlan } from './test-plans.ts';
import { timelineOf } from './timeline.ts';

const kill = (id: string, atMs: number, target: string | string[] = 'one'): FaultStep => ({
  id,
  kind: 'kill',
  target,
  when: { atMs },
  forMs: 100,
});
const withScript = (...script: NonNullable<Plan['load']['script']>): Plan => ({ ...smallPlan, load: { ...smallPlan.load, script } });
const noTimeline = timelineOf([]);

describe('faults', () => {
  it('are taken away but for those that are needed', async () => {
    const plan = { ...smallPlan, faults: [1, 2, 3, 4, 5, 6, 7].map((i) => kill(`f${i}`, i * 100)) };
    const search = searchFrom(plan, ({ faults }) => ['f2', 'f6'].every((id) => faults.some((step) => step.id === id)));
    await reduceFaults(search);
    expect(search.best.faults.map(({ id }) => id)).toEqual(['f2', 'f6']);
  });

  it('go with the whole core phase, or stop by stop', async () => {
    const core = {
      stops: [
        { node: 'n1', how: 'dead' },
        { node: 'n2', how: 'cut-off' },
      ] as const,
      cuts: [{ from: 'n3', to: 'n4' }],
    };
    const plan: Plan = { ...smallPlan, phases: { ...smallPlan.phases, coreMs: 500 }, core };
    const needless = searchFrom(plan, () => true);
    await reduceCore(needless);
    expect(needless.best.core).toBeUndefined();
    expect(needless.best.phases.coreMs).toBe(0);
    const needed = searchFrom(plan, (candidate) => candidate.core?.stops.some(({ node }) => node === 'n1') === true);
    await reduceCore(needed);
    expect(needed.best.core).toEqual({ stops: [{ node: 'n1', how: 'dead' }], cuts: [] });
  });
});

describe('operations', () => {
  it('are written down as a script, without the final reads if they can be missed', async () => {
    const { script: _script, ...load } = smallPlan.load;
    const drawn: Plan = { ...smallPlan, load, phases: { ...smallPlan.phases, finalReadsMs: 100 } };
    const missed = searchFrom(drawn, () => true);
    await scriptOperations(missed, () => [put(0, 1)]);
    expect(missed.best).toMatchObject({ load: { script: [put(0, 1)] }, phases: { finalReadsMs: 0 } });
    const needed = searchFrom(drawn, ({ phases }) => phases.finalReadsMs > 0);
    await scriptOperations(needed, () => [put(0, 1)]);
    expect(needed.best).toMatchObject({ load: { script: [put(0, 1)] }, phases: { finalReadsMs: 100 } });
  });

  it('are cut to the key of the finding and to what came before it', async () => {
    const plan = withScript(put(0, 1, 1, 'y'), put(1, 10), put(2, 20), put(3, 8000));
    const search = searchFrom(plan, ({ load }) => load.script?.some(({ client }) => client === 2) === true);
    await cutOperations(search);
    expect(search.best.load.script?.map(({ client }) => client)).toEqual([0, 1, 2]);
    expect(search.best.phases.safetyMs).toBeLessThan(1000);
  });

  it('are taken away but for those that are needed', async () => {
    const plan = withScript(...Array.from({ length: 200 }, (_, i) => put(i % 10, i, i)));
    const search = searchFrom(plan, ({ load }) => [7, 150].every((value) => load.script?.some((each) => each.value === value)));
    await reduceOperations(search);
    expect(search.best.load.script).toEqual([put(7, 7, 7), put(0, 150, 150)]);
  });

  it('move to one key, or to as few as can be', async () => {
    const plan = withScript(put(0, 1, 1, 'a'), put(0, 2, 2, 'b'), put(0, 3, 3, 'c'));
    const all = searchFrom(plan, () => true);
    await mergeKeys(all);
    expect(all.best.load.script?.map(({ key }) => key)).toEqual(['a', 'a', 'a']);
    const some = searchFrom(plan, ({ load }) => load.script?.[1]?.key === 'b');
    await mergeKeys(some);
    expect(some.best.load.script?.map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });
});

describe('clients', () => {
  it('become one if that will do', async () => {
    const search = searchFrom(withScript(put(3, 5), put(7, 1)), ({ load }) => load.script?.every(({ client }) => client === 2) === true);
    await reduceClients(search);
    expect(search.best.load).toMatchObject({ concurrency: 3, script: [put(2, 1), put(2, 5)] });
  });

  it('keep their homes under smaller numbers', async () => {
    const homes = ({ load }: Plan): string => (load.script ?? []).map(({ client }) => client % 5).join();
    const plan = withScript(put(8, 1), put(13, 2), put(6, 3));
    const search = searchFrom(
      plan,
      (candidate) => homes(candidate) === '3,3,1' && candidate.load.script?.[0]?.client !== candidate.load.script?.[1]?.client,
    );
    await reduceClients(search);
    expect(search.best.load.script?.map(({ client }) => client)).toEqual([3, 8, 1]);
    expect(search.best.load.concurrency).toBe(9);
  });

  it('are never in one place twice at a time, and stay in order', () => {
    const plan = moveClients(
      withScript(put(0, 5, 'late'), put(1, 5, 'too'), put(2, 1, 'early')),
      new Map([
        [0, 4],
        [1, 4],
        [2, 4],
      ]),
    );
    expect(plan.load).toMatchObject({ concurrency: 5, script: [put(4, 1, 'early'), put(4, 5, 'late'), put(4, 5, 'too')] });
  });
});

describe('nodes', () => {
  const plan: Plan = {
    ...withScript(put(0, 1), put(1, 2), put(6, 3), put(2, 4), put(4, 5)),
    system: { ...smallPlan.system, variants: { n1: 'bug', n2: 'bug' } },
    faults: [
      kill('f1', 10, ['n2']),
      kill('f2', 20, ['n2', 'n3']),
      kill('f3', 30, 'leader'),
      { id: 'f4', kind: 'drop', from: ['n2'], to: 'nodes', when: { atMs: 1 } },
      { id: 'f5', kind: 'drop', from: 'nodes', to: 'nodes', match: { fields: { candidate: 'n2' } }, when: { atMs: 1 } },
      { id: 'f6', kind: 'kill', target: 'one', when: { event: 'lead', match: { node: 'n2' } } },
    ],
    core: {
      stops: [
        { node: 'n2', how: 'dead' },
        { node: 'n3', how: 'dead' },
      ],
      cuts: [
        { from: 'n1', to: 'n2' },
        { from: 'n1', to: 'n4' },
      ],
    },
    simulation: {
      ...({} as NonNullable<Plan['simulation']>),
      clocks: { n2: { offsetMs: 1, driftPpm: 0 }, n4: { offsetMs: 2, driftPpm: 0 } },
    },
  };

  it('go with all that names them', () => {
    const left = withoutNodes(plan, new Set(['n2']), noTimeline, 'drop');
    expect(left.system).toMatchObject({ nodes: ['n1', 'n3', 'n4', 'n5'], variants: { n1: 'bug' } });
    expect(left.system.variants).not.toHaveProperty('n2');
    expect(left.faults).toEqual([{ ...kill('f2', 20, ['n3']) }, kill('f3', 30, 'leader')]);
    expect(left.core).toEqual({ stops: [{ node: 'n3', how: 'dead' }], cuts: [{ from: 'n1', to: 'n4' }] });
    expect(left.simulation?.clocks).toEqual({ n4: { offsetMs: 2, driftPpm: 0 } });
  });

  it('leave the clients of others at their homes', () => {
    const homes = (candidate: Plan): (string | undefined)[] =>
      (candidate.load.script ?? []).map(({ client }) => candidate.system.nodes[client % candidate.system.nodes.length]);
    expect(homes(plan)).toEqual(['n1', 'n2', 'n2', 'n3', 'n5']);
    const dropped = withoutNodes(plan, new Set(['n2']), noTimeline, 'drop');
    expect(homes(dropped)).toEqual(['n1', 'n3', 'n5']);
    const rehomed = withoutNodes(plan, new Set(['n2']), noTimeline, 'rehome');
    expect(homes(rehomed)).toEqual(['n1', expect.not.stringMatching('n2'), expect.not.stringMatching('n2'), 'n3', 'n5']);
    expect(new Set(rehomed.load.script?.map(({ client }) => client)).size).toBe(5);
  });

  it('are as few as will do', async () => {
    const search = searchFrom(
      { ...smallPlan, faults: [kill('f1', 1, ['n4'])] },
      ({ faults, system }) => faults.length === 1 && system.nodes.length >= 3,
    );
    await reduceNodes(search);
    expect(search.best.system.nodes).toHaveLength(3);
    expect(search.best.system.nodes).toContain('n4');
  });
});

describe('roles', () => {
  const history = historyOf(
    phase('safety', 0),
    nemesis('fault-begin', 1, { id: 'f1', kind: 'kill', target: ['n3'] }),
    nemesis('fault-begin', 2, { id: 'f2', kind: 'hold', target: ['n1 -> n2', 'n1 -> n3', 'n1 -> n4', 'n1 -> n5'] }),
    nemesis('fault-begin', 3, { id: 'f3', kind: 'partition', target: ['n1 -> n2', 'n2 -> n1'] }),
  );
  const hold: FaultStep = { id: 'f2', kind: 'hold', from: 'leader', to: 'nodes', when: { atMs: 1 } };
  const ring: FaultStep = { id: 'f3', kind: 'partition', shape: 'ring', when: { atMs: 1 } };
  const plan: Plan = { ...smallPlan, faults: [kill('f1', 1, 'leader'), hold, ring, kill('f4', 1, 'leader')] };

  it('become the nodes that they were, where the run tells', () => {
    const named = nameTargets(plan, timelineOf(history)).faults;
    expect(named).toEqual([kill('f1', 1, ['n3']), { ...hold, from: ['n1'] }, ring, kill('f4', 1, 'leader')]);
  });

  it('stay where the failure needs them', async () => {
    const search = searchFrom(plan, ({ faults }) => faults[0]?.kind === 'kill' && faults[0].target === 'leader', history);
    await reduceRoles(search);
    expect(search.best.faults).toEqual([kill('f1', 1, 'leader'), { ...hold, from: ['n1'] }, ring, kill('f4', 1, 'leader')]);
  });
});

describe('times', () => {
  it('close up, shorten and get round', async () => {
    const plan = { ...withScript(put(0, 3210.123), put(1, 7654.321)), faults: [{ ...kill('f1', 5000.5), forMs: 1234.5 }] };
    const ordered = ({ load, faults, phases }: Plan): boolean => {
      const [first, second] = load.script ?? [];
      const fault = faults[0];
      if (first === undefined || second === undefined || fault === undefined || !('atMs' in fault.when)) return false;
      return first.atMs < fault.when.atMs && fault.when.atMs + (fault.forMs ?? 0) < second.atMs && second.atMs < phases.safetyMs;
    };
    const search = searchFrom(plan, ordered, []);
    for (let round = 0; round < 5; round += 1) await reduceTimes(search);
    expect(ordered(search.best)).toBe(true);
    const { load, faults, phases } = search.best;
    expect(load.script?.every(({ atMs }) => Number.isInteger(atMs))).toBe(true);
    expect(faults[0]?.forMs).toBeLessThan(50);
    expect(load.script?.[1]?.atMs).toBeLessThan(100);
    expect(phases.safetyMs).toBeLessThan(200);
  });

  it('take the end of the phase and of the faults with them', () => {
    const plan = { ...withScript(put(0, 100), put(0, 900)), faults: [{ ...kill('f1', 200), forMs: 600 }] };
    const warped = warp(plan, (ms) => (ms >= 500 ? ms - 400 : Math.min(ms, 100)));
    expect(warped.load.script?.map(({ atMs }) => atMs)).toEqual([100, 500]);
    expect(warped.faults[0]).toMatchObject({ when: { atMs: 100 }, forMs: 300 });
    expect(warped.phases.safetyMs).toBe(9600);
  });

  it('leave alone what counts from another step', () => {
    const step: FaultStep = { id: 'f1', kind: 'kill', target: 'one', when: { atMs: 7.5, after: 'f0' } };
    expect(warp({ ...smallPlan, faults: [step] }, () => 0).faults).toEqual([step]);
  });
});

describe('knobs', () => {
  const simulation: NonNullable<Plan['simulation']> = {
    network: {
      minLatencyMs: 2,
      meanLatencyMs: 9,
      clientLatencyMs: 1,
      lossProbability: 0.1,
      duplicateProbability: 0.2,
      ordered: false,
      priorities: { stepMs: 1, changes: [3] },
    },
    disk: { writeMs: [1, 2], syncMs: [5, 9], tornProbability: 1 },
    clocks: { n1: { offsetMs: 5, driftPpm: 0 }, n2: { offsetMs: 6, driftPpm: 0 } },
  };

  it('are dropped as a whole', async () => {
    const search = searchFrom({ ...smallPlan, simulation }, () => true);
    await reduceKnobs(search);
    expect(search.best).not.toHaveProperty('simulation');
  });

  it('or one by one', async () => {
    const search = searchFrom(
      { ...smallPlan, simulation },
      (plan) => plan.simulation?.network.lossProbability === 0.1 && plan.simulation.clocks['n2'] !== undefined,
    );
    await reduceKnobs(search);
    const left = search.best.simulation;
    expect(left?.network).toMatchObject({ lossProbability: 0.1, duplicateProbability: 0, ordered: true });
    expect(left?.network).not.toHaveProperty('priorities');
    expect(Object.keys(left?.clocks ?? {})).toEqual(['n2']);
  });
});
