const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];
const CLIENTS = 10;
const OPERATIONS_PER_SECOND = 200;
/** Keys in use at one time, and after how many operations the next set is. */
const KEYS = 8;
const OPERATIONS_PER_ROTATION = 1000;
const FAULT_EVERY_MS = 10_000;
const FAULT_FOR_MS = 2000;
/** Messages between nodes for each operation, as a real run has them. */
const MESSAGES_PER_OPERATION = 3;

/** A made-up run of so many operations whose events come one by one, so that it can be of any length. Half reads, unique values, a fault every ten seconds. */
export function reportRun(operationCount) {
  const lengthMs = (operationCount / OPERATIONS_PER_SECOND) * 1000;
  const faults = [];
  for (let at = FAULT_EVERY_MS / 2; at + FAULT_FOR_MS < lengthMs; at += FAULT_EVERY_MS)
    faults.push({ id: `f${faults.length + 1}`, atMs: at, node: NODES[faults.length % NODES.length] });
  return {
    plan: planOf(lengthMs, faults),
    verdict: verdictOf(operationCount, lengthMs, faults),
    history: historyOf(operationCount, lengthMs, faults),
    trace: traceOf(operationCount, lengthMs),
    monotonicStartMs: 0,
  };
}

function* historyOf(operationCount, lengthMs, faults) {
  const random = randomFrom(1);
  const processes = Array.from({ length: CLIENTS }, (_, i) => i);
  const slotUs = (lengthMs * 1000 * CLIENTS) / operationCount;
  let index = 0;
  let fault = 0;
  const nemesis = (ms, f, value) => ({ index: index++, time: Math.round(ms * 1e6), process: 'nemesis', type: 'info', f, value });
  yield nemesis(0, 'phase', { name: 'safety' });
  for (let round = 0; round * CLIENTS < operationCount; round += 1) {
    const roundUs = round * slotUs;
    for (; fault < faults.length && faults[fault].atMs * 1000 < roundUs; fault += 1) {
      const { id, atMs, node } = faults[fault];
      yield nemesis(atMs, 'fault-begin', { id, kind: 'pause', target: [node] });
      yield nemesis(atMs + FAULT_FOR_MS, 'fault-end', { id, state: 'in-force', effect: { state: 'T' } });
    }
    const within = (roundUs / 1000 + FAULT_EVERY_MS / 2) % FAULT_EVERY_MS < FAULT_FOR_MS / 4;
    const events = [];
    for (let thread = 0; thread < CLIENTS && round * CLIENTS + thread < operationCount; thread += 1) {
      const i = round * CLIENTS + thread;
      const startUs = roundUs + random() * slotUs * 0.3;
      const bad = within && random() < 0.5;
      const tookUs = bad ? slotUs * 0.6 : Math.min(slotUs * 0.65, 900 + 9000 * random() ** 3 + (random() < 0.01 ? 20_000 : 0));
      const read = random() < 0.5;
      const type = bad ? (random() < 0.3 ? 'info' : 'fail') : 'ok';
      const common = {
        process: processes[thread],
        f: read ? 'get' : 'put',
        key: `k${Math.floor(i / OPERATIONS_PER_ROTATION) * KEYS + Math.floor(random() * KEYS)}`,
      };
      if (type === 'info') processes[thread] += CLIENTS;
      const value = read ? null : `c${thread}.${round}`;
      const seen = read && type === 'ok' ? `c${(thread + 3) % CLIENTS}.${Math.max(0, round - 1 - Math.floor(random() * 4))}` : value;
      const error = type === 'ok' ? {} : { error: type === 'info' ? 'timeout' : 'no-leader' };
      events.push({ time: Math.round(startUs * 1000), type: 'invoke', ...common, value });
      events.push({ time: Math.round((startUs + tookUs) * 1000), type, ...common, value: seen, node: NODES[thread % 5], ...error });
    }
    events.sort((a, b) => a.time - b.time);
    for (const event of events) yield { index: index++, ...event };
  }
  yield nemesis(lengthMs, 'phase', { name: 'stop' });
}

function* traceOf(operationCount, lengthMs) {
  const seq = new Map();
  const event = (node, at, name, fields) => {
    seq.set(node, (seq.get(node) ?? 0) + 1);
    return { node, boot: 1, seq: seq.get(node), at, event: name, ...fields };
  };
  for (const node of NODES) yield event(node, 0, 'boot', { term: 0 });
  yield event('n1', 100, 'lead', { term: 1 });
  for (let i = 0; i < operationCount; i += 1) {
    const at = (i / operationCount) * lengthMs;
    const follower = NODES[1 + (i % 4)];
    for (let k = 0; k < MESSAGES_PER_OPERATION; k += 1) {
      const from = k === 1 ? follower : 'n1';
      yield event(from, at + k, 'send', {
        to: k === 1 ? 'n1' : follower,
        type: k === 1 ? 'append-reply' : 'append',
        term: 1,
        round: i,
        matchIndex: i,
      });
    }
    if (i % 2 === 0) yield event(follower, at + 2, 'apply', { term: 1, index: i, entryTerm: 1 });
  }
}

function planOf(lengthMs, faults) {
  return {
    format: 1,
    build: 'bench',
    name: 'bench-report',
    seed: 7,
    world: 'local',
    system: { name: 'raft', nodes: NODES, args: [], variants: {}, config: {} },
    workload: { name: 'kv', keyCount: KEYS, operationsPerRotation: OPERATIONS_PER_ROTATION, mix: {} },
    load: { concurrency: CLIENTS, ratePerSecond: OPERATIONS_PER_SECOND, attemptTimeoutMs: 500, operationTimeoutMs: 2000 },
    phases: { readyTimeoutMs: 10_000, safetyMs: lengthMs, coreMs: 0, convergenceMs: 5000, finalReadsMs: 3000, stopMs: 3000 },
    faults: faults.map(({ id, atMs, node }) => ({ id, kind: 'pause', target: [node], when: { atMs }, forMs: FAULT_FOR_MS })),
    checkers: ['linearizability'],
    limits: { minOkDuringFaults: 10, checkerBudgetMs: 30_000, checkerMemoryBytes: 1 << 28, harnessLagMs: 100 },
  };
}

function verdictOf(operationCount, lengthMs, faults) {
  return {
    format: 1,
    plan: 'bench-report',
    build: 'bench',
    startedAt: '2026-11-21T06:37:25.123Z',
    durationMs: lengthMs,
    seed: 7,
    outcome: 'pass',
    checkers: { linearizability: { verdict: 'valid' } },
    ops: { ok: operationCount, fail: 0, info: 0 },
    faults: faults.map(({ id, node }) => ({ id, kind: 'pause', target: [node], state: 'in-force', effect: { state: 'T' } })),
    reproduce: 'npx faultline run --seed 7',
    results: { linearizability: { verdict: 'valid', findings: [], counts: { keys: 8, operations: operationCount } } },
  };
}

/** Mulberry32: the same run every time. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
