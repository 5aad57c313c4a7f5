import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultlineError, type HistoryEvent, type Plan, type RunVerdict } from '../core/index.ts';
import { cleanRuns, createRun, findRun, listRuns, openRun, type RunReader } from './index.ts';

const parsePlan = (text: string): Plan => JSON.parse(text);
const verdict = { format: 1, outcome: 'pass', seed: 1, plan: 'smoke' } as RunVerdict;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline store '));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** A finished run of that second. */
function record({ name = 'smoke', seed = 1, second = 0, outcome = 'pass', events = [] as HistoryEvent[], close = true } = {}): string {
  const plan = { format: 1, name, seed, system: { nodes: ['n1', 'n2', 'n10'] } } as unknown as Plan;
  const writer = createRun({ root, plan, startedAt: new Date(Date.UTC(2026, 10, 21, 6, 0, second)) });
  for (const event of events) writer.history(event);
  if (outcome !== '') writer.verdict({ ...verdict, outcome: outcome as RunVerdict['outcome'] });
  if (close) writer.close();
  return writer.dir;
}

function invoke(index: number): HistoryEvent {
  return { index, time: index * 10, process: index, type: 'invoke', f: 'get', key: 'k', value: null };
}

function traceLine(node: string, seq: number): string {
  return `${JSON.stringify({ node, boot: 1, seq, at: 1, event: 'boot' })}\n`;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FaultlineError) return `${error.code} ${error.exitCode} ${error.place?.line ?? ''}`.trim();
    throw error;
  }
  return 'nothing was thrown';
}

function open(dir: string): RunReader {
  return openRun(dir, parsePlan);
}

describe('openRun', () => {
  it('reads back what was written', () => {
    const events = [invoke(0), invoke(1), { index: 2, time: 20, process: 'nemesis', type: 'info', f: 'phase', value: {} } as HistoryEvent];
    const run = open(record({ events }));
    expect(run.plan.name).toBe('smoke');
    expect([...run.history()]).toEqual(events);
    expect([...run.history()]).toEqual(events);
    expect(run.verdict()).toMatchObject({ outcome: 'pass' });
    expect(run.warnings).toEqual([]);
  });

  it('leaves a torn last line out and says so', () => {
    const dir = record({ events: [invoke(0)], outcome: '' });
    appendFileSync(join(dir, 'history.jsonl'), '{"index":1,"ti');
    const run = open(dir);
    expect([...run.history()]).toEqual([invoke(0)]);
    expect(run.warnings).toEqual([
      `${join(dir, 'history.jsonl')}:2: the last line is torn (the run was killed while it was written) and is left out`,
    ]);
    expect(run.verdict()).toBeUndefined();
  });

  it('takes a last line that is whole but for its newline', () => {
    const dir = record({ events: [invoke(0)], outcome: '' });
    appendFileSync(join(dir, 'history.jsonl'), JSON.stringify(invoke(1)));
    const run = open(dir);
    expect([...run.history()]).toEqual([invoke(0), invoke(1)]);
    expect(run.warnings).toEqual([]);
  });

  it('reads a history longer than a piece of it', () => {
    const events = Array.from({ length: 3000 }, (_, index) => ({ ...invoke(index), value: `ü${'x'.repeat(300)}` }));
    const run = open(record({ events }));
    expect([...run.history()].length).toBe(3000);
    expect([...run.history()].at(-1)).toEqual(events.at(-1));
  });

  it('refuses a history with damage in the middle, and names the line', () => {
    const bad = [
      '{',
      '[]',
      '{"index":7}',
      JSON.stringify(invoke(0)),
      JSON.stringify({ ...invoke(5), time: 1 }),
      JSON.stringify({ ...invoke(5), type: 'x' }),
    ];
    for (const line of bad) {
      const dir = record({ events: [invoke(0), invoke(1)] });
      appendFileSync(join(dir, 'history.jsonl'), `${line}\n${JSON.stringify(invoke(9))}\n`);
      expect(codeOf(() => [...open(dir).history()])).toBe('history-malformed 254 3');
    }
  });

  it('refuses what is no run', () => {
    expect(codeOf(() => open(root))).toBe('not-a-run 254');
    expect(codeOf(() => open(join(root, 'nowhere')))).toBe('not-a-run 254');
    const dir = record();
    unlinkSync(join(dir, 'history.jsonl'));
    expect(codeOf(() => open(dir).history())).toBe('history-missing 254');
    writeFileSync(join(dir, 'verdict.json'), '{"format":2}');
    expect(codeOf(() => open(dir).verdict())).toBe('verdict-unknown-format 254');
  });

  it('reads traces node after node, and takes a node without one for a gap', () => {
    const dir = record();
    writeFileSync(join(dir, 'trace', 'n10.jsonl'), traceLine('n10', 1) + traceLine('n10', 3));
    writeFileSync(join(dir, 'trace', 'n1.jsonl'), `${traceLine('n1', 1)}{"node`);
    const items = [...open(dir).trace()].map((item) =>
      item.kind === 'event' ? `${item.event.node}/${item.event.seq}` : `gap ${item.node}/${item.afterSeq}`,
    );
    expect(items).toEqual(['n1/1', 'gap n2/0', 'n10/1', 'gap n10/1', 'n10/3']);
  });

  it('has no trace where no node wrote one, and lists logs by node', () => {
    const dir = record();
    for (const node of ['n10', 'n2', 'n1']) writeFileSync(join(dir, 'logs', `${node}.log`), '');
    expect([...open(dir).trace()]).toEqual([]);
    expect(open(dir).logs()).toEqual(['n1', 'n2', 'n10'].map((node) => ({ node, path: join(dir, 'logs', `${node}.log`) })));
  });
});

describe('listRuns', () => {
  it('lists runs of all plans, newest first, with what they came to', () => {
    record({ second: 1, outcome: 'violation' });
    record({ second: 3, name: 'other', outcome: '' });
    record({ second: 2, seed: 7 });
    record({ second: 2, seed: 7 });
    const runs = listRuns(root).map(({ plan, name, outcome, running }) => `${plan}/${name} ${outcome} ${running}`);
    expect(runs).toEqual([
      'other/20261121T060003.000Z-1 undefined false',
      'smoke/20261121T060002.000Z-7-2 pass false',
      'smoke/20261121T060002.000Z-7 pass false',
      'smoke/20261121T060001.000Z-1 violation false',
    ]);
  });

  it('passes over everything that is no run', () => {
    const dir = record();
    mkdirSync(join(root, 'smoke', 'mine'));
    mkdirSync(join(root, 'smoke', '20261121T060009.000Z-1'));
    symlinkSync(dir, join(root, 'smoke', '20261121T060008.000Z-1'));
    writeFileSync(join(root, 'README.md'), '');
    writeFileSync(join(dir, 'verdict.json'), '{');
    expect(listRuns(root).map(({ dir: found, outcome }) => [found, outcome])).toEqual([[dir, undefined]]);
    expect(listRuns(join(root, 'nowhere'))).toEqual([]);
  });
});

describe('cleanRuns', () => {
  it('keeps the newest and removes the others', () => {
    const dirs = [1, 2, 3, 4].map((second) => record({ second, name: second === 1 ? 'old' : 'smoke' }));
    writeFileSync(join(root, 'README.md'), '');
    expect(cleanRuns(root, 2)).toEqual([dirs[1], dirs[0]]);
    expect(listRuns(root).map(({ dir }) => dir)).toEqual([dirs[3], dirs[2]]);
    expect(readdirSync(root).sort()).toEqual(['README.md', 'latest', 'smoke']);
  });

  it('removes nothing that is not a run, and follows no link', () => {
    const outside = mkdtempSync(join(tmpdir(), 'faultline outside '));
    try {
      const run = record();
      writeFileSync(join(outside, 'kept'), '');
      symlinkSync(outside, join(run, 'logs', 'link'));
      symlinkSync(outside, join(root, 'linked-plan'));
      mkdirSync(join(root, 'smoke', '20261121T060009.000Z-1'));
      mkdirSync(join(outside, '20261121T060009.000Z-1'));
      writeFileSync(join(outside, '20261121T060009.000Z-1', 'plan.json'), '{}');
      expect(cleanRuns(root, 0)).toEqual([run]);
      expect(readdirSync(outside).sort()).toEqual(['20261121T060009.000Z-1', 'kept']);
      expect(readdirSync(join(root, 'smoke'))).toEqual(['20261121T060009.000Z-1']);
      expect(existsSync(join(root, 'latest'))).toBe(false);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('leaves a run alone whose controller is at work', () => {
    const working = record({ second: 1, close: false });
    record({ second: 2 });
    expect(listRuns(root).map(({ running }) => running)).toEqual([false, true]);
    cleanRuns(root, 0);
    expect(listRuns(root).map(({ dir }) => dir)).toEqual([working]);
  });

  it('refuses a count that is none', () => {
    expect(codeOf(() => cleanRuns(root, -1))).toBe('bad-count 254');
    expect(codeOf(() => cleanRuns(root, 1.5))).toBe('bad-count 254');
  });
});

describe('findRun', () => {
  it('finds a run by path, latest, plan or the beginning of its name', () => {
    const first = record({ second: 1 });
    const second = record({ second: 2 });
    const other = record({ second: 3, name: 'other' });
    expect(findRun(root, first)).toBe(first);
    expect(findRun(root, 'latest')).toBe(other);
    expect(findRun(root, join(root, 'latest'))).toBe(other);
    expect(findRun(root, 'smoke')).toBe(second);
    expect(findRun(root, '20261121T060001')).toBe(first);
    expect(findRun(root, 'smoke/20261121T060002')).toBe(second);
    unlinkSync(join(root, 'latest'));
    expect(findRun(root, 'latest')).toBe(other);
  });

  it('prefers a whole name to the beginning of a longer one', () => {
    const first = record();
    record();
    expect(findRun(root, '20261121T060000.000Z-1')).toBe(first);
  });

  it('says what there is when nothing or too much fits', () => {
    expect(codeOf(() => findRun(root, 'latest'))).toBe('run-not-found 254');
    record({ second: 1 });
    record({ second: 2 });
    expect(codeOf(() => findRun(root, '20261121'))).toBe('run-ambiguous 254');
    expect(codeOf(() => findRun(root, 'nothing'))).toBe('run-not-found 254');
    expect(codeOf(() => findRun(root, ''))).toBe('run-not-found 254');
    expect(() => findRun(root, 'nothing')).toThrow('smoke/20261121T060002.000Z-1');
    expect(() => findRun(root, root)).toThrow('got one without a plan.json in it');
  });
});
