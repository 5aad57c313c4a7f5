import { expect, test } from 'vitest';
import { type CheckerResult, type ClientEvent, FaultlineError, type Finding, type HistoryEvent, type Plan } from '../../src/core/index.ts';
import { checkHistory, linearizability, modelNames, readHistory } from './index.ts';

const plan: Plan = {
  format: 1,
  build: 'test',
  name: 'test',
  seed: 1,
  world: 'local',
  system: { name: 'raft', nodes: ['n1', 'n2', 'n3'], args: [], variants: {}, config: {} },
  workload: { name: 'kv', keyCount: 1, operationsPerRotation: 1, mix: {} },
  load: { concurrency: 3, ratePerSecond: 0, attemptTimeoutMs: 1, operationTimeoutMs: 1 },
  phases: { readyTimeoutMs: 1, safetyMs: 1, coreMs: 0, convergenceMs: 1, finalReadsMs: 1, stopMs: 1 },
  faults: [],
  checkers: ['linearizability'],
  limits: { minOkDuringFaults: 1, checkerBudgetMs: 10_000, checkerMemoryBytes: 2 ** 28, harnessLagMs: 100 },
};

function judged(
  history: readonly HistoryEvent[],
  model = 'kv',
  limits: Plan['limits'] = plan.limits,
  world: Plan['world'] = plan.world,
): CheckerResult & { told: Finding[] } {
  const told: Finding[] = [];
  const context = { plan: { ...plan, limits, world }, model, traced: true, found: (finding: Finding) => told.push(finding) };
  const session = linearizability.open(context);
  for (const event of history) session.history(event);
  return { ...session.finish(), told };
}

/** Events 100 ms apart, numbered from 10 as if others came before: `[process, type, f, value, extra]` on key x. */
type Row = readonly [number, ClientEvent['type'], string, ClientEvent['value'], Partial<ClientEvent>?];

function history(rows: readonly Row[]): ClientEvent[] {
  return rows.map(([process, type, f, value, extra], i) => ({
    index: 10 + i,
    time: (i + 1) * 100_000_000,
    process,
    type,
    f,
    key: 'x',
    value,
    node: `n${(process % 3) + 1}`,
    ...extra,
  }));
}

const staleRows: readonly Row[] = [
  [0, 'invoke', 'put', 1],
  [0, 'ok', 'put', 1],
  [1, 'invoke', 'put', 2],
  [1, 'ok', 'put', 2],
  [4, 'invoke', 'put', 3],
  [2, 'invoke', 'get', null],
  [2, 'ok', 'get', 1],
];
const staleRead = history(staleRows);

test('a stale read is told in sentences, with the events and the order that was reached', () => {
  const result = judged(staleRead);
  expect(result).toMatchObject({ verdict: 'invalid', reason: '1 of 1 key is not linearizable' });
  expect(result.counts).toMatchObject({ operations: 4, keys: 1, invalidKeys: 1, unknownKeys: 0 });
  expect(result.told).toEqual(result.findings);
  const [finding] = result.findings;
  expect(finding).toMatchObject({ rule: 'not-linearizable', key: 'x', events: [10, 11, 12, 13, 14, 15, 16] });
  expect(finding?.message).toBe(
    'Key "x" is not linearizable. Process 2 at n3 read it (0.600 s to 0.700 s) and saw 1. ' +
      "When it was answered the value can only have been 2, left by process 1's put of 2 at n2 (0.300 s to 0.400 s), " +
      "or 3, left by process 4's put of 3 at n2 (from 0.500 s, outcome unknown). " +
      "1 was written by process 0's put of 1 at n1 (0.100 s to 0.200 s), but it had been replaced by then. " +
      'No order of the operations explains this answer, wherever the one operation that was open or of unknown outcome at that moment is put.',
  );
  expect(finding?.evidence).toMatchObject({
    operation: { invoke: 15, complete: 16, process: 2, node: 'n3', f: 'get', output: 1, outcome: 'ok' },
    order: [
      { invoke: 10, state: 1 },
      { invoke: 12, state: 2 },
    ],
    states: [
      { state: 2, lastChange: { invoke: 12 } },
      { state: 3, lastChange: { invoke: 14, complete: null } },
    ],
    statesComplete: true,
    open: [{ invoke: 14, outcome: 'open', ordered: false }],
  });
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
});

test('the fewest operations that are still impossible are shown beside the whole', () => {
  const more = history([
    [0, 'invoke', 'put', 1],
    [0, 'ok', 'put', 1],
    [1, 'invoke', 'get', null],
    [1, 'ok', 'get', 1],
    [1, 'invoke', 'put', 2],
    [1, 'ok', 'put', 2],
    [2, 'invoke', 'get', null],
    [2, 'ok', 'get', 1],
  ]);
  const [finding] = judged(more).findings;
  expect(finding?.evidence?.['smallest']).toMatchObject({
    complete: true,
    originalOperations: 4,
    operations: [
      { invoke: 10, f: 'put', input: 1 },
      { invoke: 14, f: 'put', input: 2 },
      { invoke: 16, f: 'get', output: 1 },
    ],
  });
});

test('where time must not be looked at only short histories are made smaller, and always in the same way', () => {
  const simulated = (rows: readonly Row[]) => judged(history(rows), 'kv', plan.limits, 'simulated').findings[0]?.evidence?.['smallest'];
  const padding = Array.from({ length: 45 }, (): Row[] => [
    [1, 'invoke', 'get', null],
    [1, 'ok', 'get', null],
  ]);
  expect(simulated(staleRows)).toBeDefined();
  expect(simulated(staleRows)).toEqual(simulated(staleRows));
  expect(simulated([...padding.flat(), ...staleRows])).toBeUndefined();
});

const told: readonly (readonly [string, readonly Row[], string])[] = [
  [
    'a value from nowhere',
    [
      [1, 'invoke', 'get', null],
      [1, 'ok', 'get', 9],
    ],
    'When it was answered the value can only have been null, as at the start. Nobody ever wrote 9. No order of the operations explains this answer.',
  ],
  [
    'a value from the future',
    [
      [1, 'invoke', 'get', null],
      [1, 'ok', 'get', 9],
      [2, 'invoke', 'put', 9],
      [2, 'ok', 'put', 9],
    ],
    "9 was written only later, by process 2's put of 9 at n3 (0.300 s to 0.400 s).",
  ],
  [
    'a write that was told it failed',
    [
      [2, 'invoke', 'put', 9],
      [2, 'fail', 'put', 9, { error: 'not-leader' }],
      [1, 'invoke', 'get', null],
      [1, 'ok', 'get', 9],
    ],
    "9 was only written by process 2's put of 9 at n3 (0.100 s to 0.200 s), which was told that it failed.",
  ],
  [
    'a cas that succeeded on another value',
    [
      [1, 'invoke', 'cas', [5, 6]],
      [1, 'ok', 'cas', [5, 6]],
    ],
    'Process 1 at n2 asked to replace 5 by 6 (0.100 s to 0.200 s) and was told that it succeeded, so the value was 5.',
  ],
  [
    'a cas that failed on the expected value',
    [
      [0, 'invoke', 'put', 'a'],
      [0, 'ok', 'put', 'a'],
      [1, 'invoke', 'cas', ['a', 'b']],
      [1, 'fail', 'cas', ['a', 'b'], { error: 'precondition-failed' }],
    ],
    'was told that it failed because the value was not "a".',
  ],
  [
    'a cas that met a strange value',
    [
      [1, 'invoke', 'cas', [5, 6]],
      [1, 'fail', 'cas', [5, 6], { seen: 7 }],
    ],
    'was told that it failed because the value was 7.',
  ],
  [
    'an append to a number',
    [
      [0, 'invoke', 'put', 1],
      [0, 'ok', 'put', 1],
      [1, 'invoke', 'append', 'a'],
      [1, 'ok', 'append', 'a'],
    ],
    'Process 1 at n2 appended "a" (0.300 s to 0.400 s) and was told that it succeeded, which it only can on a string.',
  ],
];

test.each(told)('%s is explained', (_, rows, sentence) => {
  expect(judged(history(rows)).findings[0]?.message).toContain(sentence);
});

test('long values are cut in the message', () => {
  const rows: readonly Row[] = [
    [1, 'invoke', 'get', null],
    [1, 'ok', 'get', 'v'.repeat(500)],
  ];
  expect(judged(history(rows)).findings[0]?.message).toContain('vvv... (502 characters)');
});

test('a correct history is valid and nemesis events are passed over', () => {
  const nemesis: HistoryEvent = { index: 99, time: 1, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'heal' } };
  const result = judged([nemesis, ...staleRead.slice(0, 5), nemesis]);
  expect(result).toMatchObject({ verdict: 'valid', findings: [], counts: { operations: 3, keys: 1 } });
  expect(result.data).toEqual({ keys: [{ key: 'x', verdict: 'valid' }], keysOmitted: 0 });
});

test('at most ten findings, and the reason counts the others', () => {
  const keys = Array.from({ length: 13 }, (_, i) => `k${i}`);
  const many = keys.flatMap((key, i) =>
    staleRead
      .slice(0, 2)
      .concat(staleRead.slice(2))
      .map((event) => ({ ...event, key, process: event.process + 10 * i })),
  );
  const result = judged(many);
  expect(result.findings).toHaveLength(10);
  expect(result.reason).toBe('13 of 13 keys are not linearizable; the first 10 are shown, 3 more are not');
});

test('what cannot be judged is unknown and says why', () => {
  expect(judged([])).toMatchObject({ verdict: 'unknown', reason: 'no client operation was recorded, so there is nothing to judge' });
  expect(judged(staleRead.slice(0, 1)).reason).toBe('no operation was answered `ok`, so nothing was observed');
  expect(judged(staleRead, 'ledger').reason).toMatch(/^there is no model 'ledger'; the models are .*kv/);
  expect(judged(staleRead.slice(1)).reason).toMatch(/^the history cannot be judged: event 0 is the ok of a put by process 0/);
  expect(judged(staleRead, 'cas-register').reason).toContain("the cas-register model has no operation 'put'; it knows read, write, cas");
  const poor = judged(staleRead, 'kv', { ...plan.limits, checkerMemoryBytes: 1000 });
  expect(poor).toMatchObject({ verdict: 'unknown', findings: [], reason: expect.stringMatching(/^the memory budget of 1000 bytes/) });
});

test('a file is read, judged, and malformed ones point at their place', () => {
  const text = staleRead.map((event) => `${JSON.stringify(event)}\n`).join('');
  const read = readHistory(text, 'h.jsonl');
  expect(read).toMatchObject({ events: staleRead, warnings: [], format: 'jsonl' });
  const checked = checkHistory(read.events, 'kv', { budgetMs: 10_000 });
  expect(checked).toMatchObject({ verdict: 'invalid', operations: 4, partitions: [{ key: 'x', verdict: 'invalid' }] });
  expect(checked.findings).toHaveLength(1);
  const containers = ['set', 'counter', 'queue', 'stack', 'priority-queue'];
  expect(modelNames).toEqual([
    'register',
    'cas-register',
    'versioned-register',
    'kv',
    ...containers,
    'mutex',
    'lease',
    'multi-register',
    'log',
  ]);
  const torn = readHistory(text.slice(0, -2), 'h.jsonl');
  expect(torn.warnings).toEqual([expect.stringMatching(/^h.jsonl: line 7 has no newline/)]);

  const failure = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return error;
    }
  };
  expect(failure(() => readHistory('{"process":0,\n', 'h.jsonl'))).toBeInstanceOf(FaultlineError);
  expect(failure(() => readHistory('{"process":0,\n', 'h.jsonl'))).toMatchObject({
    code: 'malformed-json',
    exitCode: 254,
    place: { file: 'h.jsonl', line: 1, column: 14 },
  });
  expect(failure(() => checkHistory(read.events, 'ledger'))).toMatchObject({ code: 'unknown-model', exitCode: 254 });
  const source = { file: 'h.jsonl', lines: read.lines };
  expect(failure(() => checkHistory(read.events, 'register', { source }))).toMatchObject({
    code: 'bad-operation',
    place: { file: 'h.jsonl', line: 1 },
  });
});

test('a foreign history has no times and its own first value', () => {
  const lines = ['{:process 1, :type :invoke, :f :get, :key "0", :value nil}', '{:process 1, :type :ok, :f :get, :key "0", :value "a"}'];
  const { events, init } = readHistory(`${lines.join('\n')}\n`, 'c.txt');
  expect(init).toBe('');
  const { findings } = checkHistory(events, 'kv', { init: '' });
  expect(findings[0]?.message).toContain(
    'Process 1 read it (events 0 and 1) and saw "a". When it was answered the value can only have been ""',
  );
});
