import { describe, expect, it } from 'vitest';
import { drawnFaultsMax, type TraceEvent } from '../../../../core/index.ts';
import { LOG_LINES_MAX } from '../../../data/collect.ts';
import { collectReport, type ReportSource } from '../../../data/index.ts';
import { ROLE_CHANGES_MAX } from '../../../data/nodes.ts';
import { TRACE_LINES_MAX } from '../../../data/trace-lines.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { openRun } from '../run.ts';
import { limitsReached } from './limits.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });
const reached = (more: Partial<ReportSource>): Record<string, string> =>
  Object.fromEntries(limitsReached(openRun(collectReport({ ...base, ...more }))));

/** One event a millisecond, of one node. */
const trace = (count: number, fields: (i: number) => object): TraceEvent[] =>
  Array.from({ length: count }, (_, i) => ({ node: 'n1', boot: 1, seq: i + 1, at: i, event: 'term', ...fields(i) }) as TraceEvent);

describe('what the page holds no more of', () => {
  it('is nothing in an ordinary run', () => {
    expect(reached({})).toEqual({});
  });

  it('is said: trace events that findings name', () => {
    const named = Array.from({ length: TRACE_LINES_MAX + 7 }, (_, i) => ({ node: 'n1', boot: 1, seq: i + 1 }));
    const finding = { rule: 'monotonic', message: 'It went back.', trace: named };
    const verdict = { ...base.verdict, results: { 'raft-safety': { verdict: 'invalid' as const, findings: [finding] } } };
    expect(reached({ verdict, trace: trace(TRACE_LINES_MAX + 7, () => ({ term: 1 })) })['trace']).toMatch(
      /^7 events that findings name are not shown: the report holds 2,000 lines/,
    );
  });

  it('is said: changes of role, and nodes', () => {
    expect(reached({ trace: trace(ROLE_CHANGES_MAX + 3, (i) => ({ term: i + 1 })) })['roles']).toMatch(
      /^3 changes of role or term left out: behind the first 10,000 of a node/,
    );
    const nodes = Array.from({ length: 201 }, (_, i) => `n${i + 1}`);
    const plan = { ...base.plan, system: { ...base.plan.system, nodes } };
    expect(reached({ plan })['nodes']).toBe('1 node left out: the report draws 200');
  });

  it('is said: a schedule that could not be longer', () => {
    const faults = Array.from({ length: drawnFaultsMax }, (_, i) => ({
      id: `f${i}`,
      kind: 'kill' as const,
      target: 'one',
      when: { atMs: i },
    }));
    expect(reached({ plan: { ...base.plan, faults } as ReportSource['plan'] })['schedule']).toMatch(
      /^1,000 faults, as many as a schedule draws/,
    );
  });

  it('is known of logs: by their lines, and by what was cut before', () => {
    const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => `line ${i}`);
    const logTails = { n1: lines(LOG_LINES_MAX), n2: lines(LOG_LINES_MAX + 1), n3: ['one'] };
    const data = collectReport({ ...base, logTails, cutLogs: ['n3'] });
    expect(data.cutLogs).toEqual(['n2', 'n3']);
    expect(data.logTails['n2']).toHaveLength(LOG_LINES_MAX);
  });
});
