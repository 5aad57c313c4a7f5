import { expect, it } from 'vitest';
import type { HistoryEvent, Plan } from '../../core/index.ts';
import { sizeOf } from './size.ts';
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
  expect(sizeOf(plan, history, false)).toEqual({ operations: 4, faults: 3, nodes: 5 });
  expect(sizeOf(plan, history, true)).toEqual({ operations: 5, faults: 3, nodes: 5 });
});

it('tells in order what was done, what was broken, and what was found', () => {
  expect(tellStory(plan, history, sizeOf(plan, history, false), aFinding).split('\n')).toEqual([
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

it('leaves most of a long story out', () => {
  const many = historyOf(phase('safety', 0), ...Array.from({ length: 100 }, (_, i) => client('invoke', i, i, {})));
  const lines = tellStory(plan, many, sizeOf(plan, many, false), aFinding).split('\n');
  expect(lines).toHaveLength(43);
  expect(lines.at(-2)).toBe('  and 60 more');
});
