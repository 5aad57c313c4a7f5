import { expect, it } from 'vitest';
import type { HistoryEvent, Plan } from '../../core/index.ts';
import { sizeOf, sizeOfTrial } from './size.ts';
import { tellStory } from './story.ts';
import { aFinding, historyOf, nemesis, phase, put, smallPlan } from './test-plans.ts';

const client = (type: 'invoke' | 'ok' | 'fail' | 'info', timeMs: number, process: number, rest: Partial<HistoryEvent>): HistoryEvent =>
  ({ index: 0, time: timeMs * 1e6, process, type, f: 'put', key: 'x', value: 'a', node: 'n1', ...rest }) as HistoryEvent;

const read = { ...put(1, 0), f: 'get', value: null, readOnly: true };
const plan: Plan = {
  ...smallPlan,
  load: { ...smallPlan.load, concurrency: 2, script: [put(0, 0), read] },
  faults: [{ id: 'f1', kind: 'partition', shape: 'isolate', target: ['n1'], when: { atMs: 0 } }],
  core: { stops: [{ node: 'n2', how: 'cut-off' }], cuts: [{ from: 'n1', to: 'n3' }] },
};
const history = historyOf(
  phase('set-up', 0),
  phase('safety', 500),
  client('invoke', 501, 0, {}),
  client('ok', 503.5, 0, { node: 'n3' }),
  nemesis('fault-begin', 600, { id: 'f1', kind: 'partition', target: ['n1'] }),
  client('invoke', 601, 0, { value: 'b' }),
  client('info', 901, 0, { value: 'b', error: 'timeout' }),
  client('invoke', 902, 3, { f: 'get', value: null }),
  client('ok', 903, 3, { f: 'get', value: '\u001bold' }),
  client('invoke', 905, 2, { value: 'c' }),
  client('fail', 906, 2, { value: 'c', error: 'no-leader' }),
  phase('core', 950),
  phase('heal', 1000),
  nemesis('fault-end', 1001, { id: 'f1', state: 'in-force' }),
  phase('final-reads', 1100),
  client('invoke', 1101, 2, { f: 'get', value: null }),
  phase('stop', 1200),
);

it('counts what the clients did and what was broken', () => {
  expect(sizeOf(plan, history, aFinding)).toEqual({ operations: 4, faults: 3, nodes: 5 });
  const finalRead = history.find(({ time }) => time === 1101e6)?.index ?? -1;
  expect(sizeOf(plan, history, { ...aFinding, events: [finalRead] })).toEqual({ operations: 5, faults: 3, nodes: 5 });
});

it('counts a trial that ended at its violation as the whole run would be', () => {
  const script = [put(0, 0), put(1, 1), put(2, 2)];
  const scripted = { ...plan, load: { ...plan.load, script } };
  const early = historyOf(phase('safety', 0), client('invoke', 1, 0, {}), phase('heal', 2));
  expect(sizeOfTrial(scripted, { history: early, finding: aFinding }).operations).toBe(3);
  expect(sizeOfTrial(smallPlan, { history: early, finding: aFinding }).operations).toBe(0 + 1);
});

it('tells in order what was done, what was broken, and what was found', () => {
  expect(tellStory(plan, history, sizeOf(plan, history, aFinding), aFinding).split('\n')).toEqual([
    '5 nodes, 4 operations, 3 faults: not linearizable.',
    '    0.501 s  client 0 at n1, then n3: put x "a": ok after 2.5 ms',
    '    0.600 s  f1: partition isolate of n1 begins',
    '    0.601 s  client 0 at n1: put x "b": outcome unknown after 300 ms (timeout)',
    '    0.902 s  client 1 at n1: get x: ok after 1 ms, saw "\\u001bold"',
    '    0.905 s  client 0 at n1: put x "c": failed after 1 ms (no-leader)',
    '    0.950 s  the core must serve alone: n2 is cut off, n1 -> n3 is cut',
    '    1.000 s  every fault ends, every node is started again',
    '    1.101 s  client 0 at n1: get x: never answered',
    '  Found: Key "x" is not linearizable.',
  ]);
});

it('says of a node whose disk is gone or damaged that it stays down, and of faults that ended before the heal nothing', () => {
  const when = { atMs: 0 };
  const faults: Plan['faults'] = [
    { id: 'f1', kind: 'disk-loss', target: ['n3'], when, forMs: 200 },
    { id: 'f2', kind: 'bit-rot', target: ['n2'], when, forMs: 200 },
  ];
  const told = (...rest: HistoryEvent[]): string[] => {
    const events = historyOf(
      phase('safety', 100),
      nemesis('fault-begin', 120, { id: 'f1', kind: 'disk-loss', target: ['n3'] }),
      nemesis('fault-end', 321, { id: 'f1', state: 'in-force', effect: { exited: ['n3'], lost: ['n3'] } }),
      ...rest,
    );
    const { core: _core, ...withoutCore } = plan;
    return tellStory({ ...withoutCore, faults }, events, { nodes: 3, operations: 0, faults: 1 }, aFinding)
      .split('\n')
      .slice(1, -1);
  };
  const begins = '    0.120 s  f1: disk-loss of n3; n3 stays down: its disk is gone';
  expect(told(phase('heal', 500))).toEqual([begins]);
  const rot = nemesis('fault-begin', 400, { id: 'f2', kind: 'bit-rot', target: ['n2'] });
  const refused = nemesis('fault-end', 510, { id: 'f2', state: 'in-force', effect: { exited: ['n2'], refused: ['n2'] } });
  expect(told(rot, phase('heal', 500), refused)).toEqual([
    begins,
    '    0.400 s  f2: bit-rot of n2 begins',
    '    0.500 s  every fault ends, every node is started again, but n3 stays down: its disk is gone',
    '    0.510 s  f2: bit-rot ends; n2 stays down: its disk is damaged',
  ]);
});

it('tells a core phase in which nobody is away, and its probes as such', () => {
  const events = historyOf(phase('core', 10), client('invoke', 11, 0, {}), client('ok', 12, 0, {}), phase('heal', 20));
  const everybody = { ...plan, faults: [], core: { stops: [], cuts: [] } };
  expect(
    tellStory(everybody, events, sizeOf(everybody, events, aFinding), aFinding)
      .split('\n')
      .slice(0, -1),
  ).toEqual([
    '5 nodes, 0 operations, 0 faults: not linearizable.',
    '    0.010 s  the core phase: all nodes must serve',
    '    0.011 s  probe of client 0 at n1: put x "a": ok after 1 ms',
  ]);
});

it('leaves most of a long story out', () => {
  const many = historyOf(phase('safety', 0), ...Array.from({ length: 100 }, (_, i) => client('invoke', i, i, {})));
  const lines = tellStory(plan, many, sizeOf(plan, many, aFinding), aFinding).split('\n');
  expect(lines).toHaveLength(43);
  expect(lines.at(-2)).toBe('  and 60 more');
});
