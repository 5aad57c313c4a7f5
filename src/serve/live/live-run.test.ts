import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent, TraceItem } from '../../core/index.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { LineSplitter } from './line-splitter.ts';
import { LiveRun } from './live-run.ts';
import { LiveTally } from './live-tally.ts';
import { viewOf } from './live-view.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-live-')));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;

/** A run's folder, and what its watcher is told. */
function follow(planText: string, isRunning = true) {
  count += 1;
  const dir = join(root, 'plan', `run-${count}`);
  mkdirSync(join(dir, 'trace'), { recursive: true });
  writeFileSync(join(dir, 'plan.json'), planText);
  const told: { history: HistoryEvent[]; trace: TraceItem[]; plan?: string } = { history: [], trace: [] };
  const run = { dir, plan: 'plan', name: `run-${count}` } as ListedRun;
  const live = new LiveRun({
    root,
    run,
    isRunning: () => isRunning,
    watch(plan, found) {
      told.plan = plan;
      found('raft-safety', { rule: 'election-safety', message: 'n1 and n2 both led' });
      return { checkers: ['raft-safety'], history: (event) => told.history.push(event), trace: (item) => told.trace.push(item) };
    },
  });
  return { dir, live, told };
}

describe('a run that is followed', () => {
  it('misses nothing of files that are longer than one reading', async () => {
    const { dir, live, told } = follow('{}');
    const events = Array.from({ length: 20_000 }, (_, index) => ({ ...invoke(index), value: `ü${'x'.repeat(index % 90)}` }));
    writeFileSync(join(dir, 'history.jsonl'), lines(events));
    const trace = events.map((_, i) => ({ node: 'n1', boot: 1, seq: i + 1, at: i, event: 'apply', note: 'y'.repeat(i % 90) }));
    writeFileSync(join(dir, 'trace', 'n1.jsonl'), lines(trace));
    await live.poll();
    expect(told.history).toEqual(events);
    expect(told.trace).toEqual(trace.map((event) => ({ kind: 'event', event })));
    live.close();
  });

  it('has a core phase where its plan has one, and says who judges now', () => {
    const seen = (plan: object) => {
      const { live } = follow(JSON.stringify(plan));
      const view = viewOf(live.state);
      live.close();
      return view;
    };
    const core = { stops: [{ node: 'n3', how: 'dead' }], cuts: [] };
    for (const plan of [{}, { core, phases: { coreMs: 0 } }, { core: 5, phases: {} }]) expect(seen(plan).phases).not.toContain('core');
    expect(seen({ core, phases: { coreMs: 4000 } }).phases.slice(1, 4)).toEqual(['safety', 'core', 'heal']);
    expect(seen({}).texts['judging']).toBe('raft-safety judges here and now; what the other checkers find is told when the run ends.');
    const { live } = follow('no plan');
    expect(viewOf(live.state).texts['judging']).toBe('No checker of this run tells anything before it ends.');
    live.close();
  });

  it('tells who was elected only where somebody can be', () => {
    const { live: own } = follow('{"checkers":["linearizability"]}');
    const { live: raft } = follow('{"checkers":["linearizability","raft-safety"]}');
    expect(viewOf(own.state).texts).not.toHaveProperty('leader');
    expect(viewOf(raft.state).texts['leader']).toBe('nobody');
    own.close();
    raft.close();
  });

  it('waits for the rest of a line, and for files that are not there yet', async () => {
    const { dir, live, told } = follow('{}');
    await live.poll();
    expect(live.state).toMatchObject({ phase: 'starting', ops: { ok: 0 }, findingCount: 1 });
    const text = lines([invoke(0)]);
    writeFileSync(join(dir, 'history.jsonl'), text.slice(0, 20));
    await live.poll();
    expect(told.history).toEqual([]);
    appendFileSync(join(dir, 'history.jsonl'), text.slice(20));
    await live.poll();
    expect(told.history).toEqual([invoke(0)]);
    expect(live.state.openCount).toBe(1);
    live.close();
  });

  it('reads to the end before it says that a run is over', async () => {
    const { dir, live } = follow('{"phases":{"safetyMs":5000}}', false);
    writeFileSync(join(dir, 'history.jsonl'), lines([invoke(0), { ...invoke(1), process: 0, type: 'ok' }]));
    await live.poll();
    expect(live.state).toMatchObject({ ops: { ok: 1 }, openCount: 0, safetyMs: 5000, ended: { standing: 'unfinished' } });
    expect(viewOf(live.state).texts['elapsed']).toMatch(/^ran for /);
  });

  it('has no watcher for a plan that is no JSON', () => {
    const { live, told } = follow('{"format":');
    expect([told.plan, live.state.findingCount]).toEqual([undefined, 0]);
    live.close();
  });
});

describe('the accounts of a run', () => {
  it('show a system that answers nobody as one', () => {
    const tally = new LiveTally();
    for (let i = 0; i < 50; i += 1) {
      tally.event({ ...invoke(2 * i), time: i * 1e8 }, 1000);
      tally.event({ ...invoke(2 * i), time: i * 1e8, type: 'ok' }, 1000);
    }
    expect(tally.state(1000, undefined)).toMatchObject({ okPerSecond: 10, elapsedMs: 4900 });
    expect(tally.state(4000, undefined)).toMatchObject({ okPerSecond: 0, elapsedMs: 7900 });
  });

  it('keep nothing without end', () => {
    const tally = new LiveTally();
    for (let second = 0; second < 1000; second += 1) tally.event({ ...invoke(second), type: 'ok', time: second * 1e9 }, 0);
    for (let i = 0; i < 100; i += 1) {
      tally.found('raft-safety', { rule: 'x', message: 'y'.repeat(1e5) });
      tally.event(nemesis('fault-begin', { id: `f${i}`, kind: 'kill', target: ['z'.repeat(1e5)] }), 0);
    }
    const state = tally.state(0, undefined);
    expect(state).toMatchObject({ findingCount: 100, findings: { length: 20 }, faults: { length: 30 }, rates: { length: 120 } });
    expect(JSON.stringify(state).length).toBeLessThan(50_000);
  });

  it('cannot be broken by what a line says', () => {
    const tally = new LiveTally();
    const odd = [{}, { process: {} }, { process: 1, type: [] }, { process: 'nemesis' }, { process: 'nemesis', f: 'phase', value: 5 }];
    const faults = [{ id: 5 }, { id: 'f', target: { a: 1 } }, { id: 'g', target: [null, 3] }].map((value) => nemesis('fault-begin', value));
    for (const event of [...odd, ...faults, { process: 1, type: 'ok', time: 'soon' }]) tally.event(event as never, 0);
    expect(tally.state(0, undefined)).toMatchObject({ unreadableCount: 3, faults: [{ id: 'f' }, { id: 'g' }], ops: { ok: 1 } });
  });
});

describe('lines', () => {
  it('that are too long are passed over and counted', () => {
    const splitter = new LineSplitter();
    const long = new Uint8Array(5 * 1024 * 1024).fill(0x78);
    const cut = [Buffer.from('a\nb'), long, long, Buffer.from('\nc\n')].flatMap((bytes) => [...splitter.feed(bytes)]);
    expect([cut, splitter.skipped]).toEqual([['a', 'c'], 1]);
  });
});

function invoke(index: number) {
  return { index, time: index * 10, process: index, type: 'invoke', f: 'get', key: 'k', value: null };
}

function nemesis(f: string, value: object) {
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f, value } as never;
}

function lines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
