import { describe, expect, it } from 'vitest';
import { nodes, play } from './test-play.ts';

describe('faults of nodes', () => {
  it('kills, starts again when the fault ends, and proves it by the exit and the new boot', () => {
    const { world, report, heal } = play([{ id: 'f1', kind: 'kill', target: ['n2'], when: { atMs: 100 }, forMs: 500 }]);
    world.runUntil(300);
    expect(world.cluster.state('n2')).toBe('down');
    world.runUntil(1000);
    expect(world.cluster.state('n2')).toBe('up');
    heal();
    expect(report('f1')).toMatchObject({ state: 'in-force', target: ['n2'], beganAtMs: 100, effect: { exited: ['n2'], boots: { n2: 2 } } });
  });

  it('keeps a node down until the last fault that holds it ends', () => {
    const { world, report, heal } = play([
      { id: 'cut', kind: 'power-cut', target: 'all', when: { atMs: 100 }, forMs: 1000 },
      { id: 'kill', kind: 'kill', target: ['n1'], when: { atMs: 300 }, forMs: 200 },
    ]);
    world.runUntil(900);
    expect(report('kill').state).toBe('merged');
    expect(world.cluster.state('n1')).toBe('down');
    world.runUntil(1500);
    expect(nodes.map((node) => world.cluster.state(node))).toEqual(['up', 'up', 'up', 'up', 'up']);
    heal();
    expect(world.calls.filter((call) => call.startsWith('power-cut'))).toEqual(['power-cut n1,n2,n3,n4,n5 @100']);
    expect(report('cut').effect).toMatchObject({ loss: { n1: { lostBytes: 7, torn: false } }, boots: { n1: 2, n5: 2 } });
  });

  it('keeps a node down for a later kill when the first one ends, and the first one still learns of the new boot', () => {
    const { world, report } = play([
      { id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 }, forMs: 200 },
      { id: 'f2', kind: 'kill', target: ['n1'], when: { atMs: 200 }, forMs: 500 },
    ]);
    world.runUntil(600);
    expect(world.cluster.state('n1')).toBe('down');
    expect(report('f1')).toMatchObject({ state: 'in-force', effect: { boots: {} } });
    world.runUntil(1000);
    expect(report('f1').effect).toMatchObject({ boots: { n1: 2 } });
    expect(report('f2').state).toBe('merged');
  });

  it('goes on pausing a node that was killed and started while the pause lasts', () => {
    const { world, report } = play([
      { id: 'pause', kind: 'pause', target: ['n3'], when: { atMs: 100 }, forMs: 1000 },
      { id: 'kill', kind: 'kill', target: ['n3'], when: { atMs: 300 }, forMs: 200 },
    ]);
    world.runUntil(200);
    expect(world.cluster.state('n3')).toBe('paused');
    world.runUntil(400);
    expect(world.cluster.state('n3')).toBe('down');
    world.runUntil(1000);
    expect(world.cluster.state('n3')).toBe('paused');
    world.runUntil(1500);
    expect(world.cluster.state('n3')).toBe('up');
    expect([report('pause').state, report('kill').state]).toEqual(['in-force', 'in-force']);
  });

  it('ends a pause of a node that died meanwhile without a word', () => {
    const { world, report, failures } = play([
      { id: 'pause', kind: 'pause', target: ['n3'], when: { atMs: 100 }, forMs: 300 },
      { id: 'kill', kind: 'kill', target: ['n3'], when: { atMs: 200 }, forMs: 1000 },
    ]);
    world.runUntil(2000);
    expect(world.cluster.state('n3')).toBe('up');
    expect(report('kill').state).toBe('in-force');
    expect(failures).toEqual([]);
    expect(world.calls.some((call) => call.startsWith('resume'))).toBe(false);
  });

  it('says why a fault could not be put in force, and ends it at once', () => {
    const { world, report, heal } = play([{ id: 'f1', kind: 'pause', target: ['n1', 'n2'], when: { atMs: 0 }, forMs: 5000 }], (created) =>
      created.refuse('pause', 'n1', new Error('not permitted')),
    );
    world.runUntil(100);
    expect(report('f1')).toMatchObject({ state: 'missing', reason: 'n1: not permitted', endedAtMs: 10 });
    heal();
    expect(world.cluster.state('n2')).toBe('up');
  });
});

describe('the heal phase', () => {
  it('ends every fault, gives up what has not begun, and brings every node up, also one that died by itself', () => {
    const { world, nemesis, report, heal, records } = play([
      { id: 'f1', kind: 'power-cut', target: ['n1', 'n3', 'n5'], when: { atMs: 100 } },
      { id: 'f2', kind: 'pause', target: ['n1'], when: { atMs: 200 } },
      { id: 'f3', kind: 'partition', shape: 'ring', when: { atMs: 300 } },
      { id: 'f4', kind: 'kill', target: ['n2'], when: { event: 'frame', match: { type: 'snapshot' } } },
    ]);
    world.runUntil(400);
    world.die('n4');
    nemesis.died('n4');
    world.runUntil(1000);
    expect(world.cluster.state('n4')).toBe('down');
    expect(heal()).toBeUndefined();
    expect(nodes.map((node) => world.cluster.state(node))).toEqual(['up', 'up', 'up', 'up', 'up']);
    expect(report('f4')).toMatchObject({ state: 'missing', reason: 'the schedule ended before what sets it off came' });
    expect(nemesis.active()).toEqual([]);
    expect(records.map(({ f, id }) => `${f} ${id}`).sort()).toEqual([
      'fault-begin f1',
      'fault-begin f2',
      'fault-begin f3',
      'fault-end f1',
      'fault-end f2',
      'fault-end f3',
      'fault-end f4',
    ]);
  });

  it('undoes a strike that is under way when it begins', () => {
    const { world, report, heal } = play([{ id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 } }]);
    world.runUntil(102);
    expect(heal()).toBeUndefined();
    expect(world.boot('n1')).toBe(2);
    expect(report('f1').state).toBe('in-force');
  });

  it('leaves a node down that dies after each start, and says so', () => {
    const { world, nemesis, failures } = play([{ id: 'f1', kind: 'kill', target: ['n1', 'n2'], when: { atMs: 100 } }]);
    world.runUntil(1000);
    world.slowStart('n2', 5000);
    const results: (Error | undefined)[] = [];
    nemesis.endAll((error) => results.push(error));
    for (let ms = 1000; ms < 8000; ms += 10) {
      world.runUntil(ms);
      if (results.length > 0 || world.cluster.state('n1') !== 'up') continue;
      world.die('n1');
      nemesis.died('n1');
    }
    expect(failures).toEqual([expect.stringMatching(/n1 was started 3 times to heal the cluster and died each time/)]);
    expect(results).toEqual([expect.objectContaining({ code: 'not-healed' })]);
    expect(world.cluster.state('n2')).toBe('up');
  });

  it('does not start a node again that died and is lost', () => {
    const { world, nemesis, heal, failures } = play([{ id: 'f1', kind: 'kill', target: ['n2'], when: { atMs: 100 }, forMs: 100 }]);
    world.runUntil(1000);
    world.die('n1');
    world.cluster.wipe('n1', () => {});
    world.runUntil(1010);
    nemesis.died('n1');
    expect(heal()).toBeUndefined();
    expect(failures).toEqual([]);
    expect(world.calls.filter((call) => call.startsWith('start'))).toEqual(['start n2 @205']);
  });

  it('tells of a node that cannot be started', () => {
    const { world, heal, failures } = play([{ id: 'f1', kind: 'kill', target: ['n1'], when: { atMs: 100 }, forMs: 100 }], (created) =>
      created.refuse('start', 'n1', new Error('wal: bad checksum')),
    );
    world.runUntil(1000);
    expect(failures).toEqual(['wal: bad checksum']);
    expect(heal()?.message).toMatch(/n1 is down/);
  });
});
