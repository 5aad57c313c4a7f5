import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRun } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';
import { recheckRun } from './recorded-run.ts';
import { replayRun } from './sim/index.ts';

/** A run of plan format 1 as it was written when the simulated world was new: retry-applied-twice, found by linearizability, shrunk. */
const stored = fileURLToPath(new URL('fixtures/simulated-run-1', import.meta.url));

describe('a run that an earlier build stored', () => {
  it('can be read: plan, history, trace, events and verdict', () => {
    const reader = openRun(stored, parsePlan);
    expect(reader.plan).toMatchObject({ format: 1, world: 'simulated', seed: 1, system: { nodes: ['n1', 'n2', 'n3'] } });
    expect(reader.plan.faults.map(({ kind }) => kind)).toEqual(['disk-loss', 'kill']);
    expect(reader.plan.load.script).toHaveLength(3);
    expect([...reader.history()]).toHaveLength(15);
    const trace = [...reader.trace()];
    expect(trace.filter((item) => item.kind === 'gap')).toEqual([]);
    expect(trace.length).toBeGreaterThan(100);
    expect(reader.verdict()).toMatchObject({ outcome: 'violation', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('is judged as it was', () => {
    const verdict = recheckRun(stored);
    expect(verdict.outcome).toBe('violation');
    expect(verdict.results['linearizability']?.findings[0]).toMatchObject({ rule: 'not-linearizable', key: 'k1' });
  });

  it('runs again, is compared by what it comes to, and is refused with strict', () => {
    const reader = openRun(stored, parsePlan);
    const verdict = reader.verdict() ?? expect.fail();
    const replay = replayRun({ recorded: { plan: reader.plan, verdict }, strict: false });
    expect(replay.same).toBe(true);
    expect(replay.verdict.outcome).toBe('violation');
    expect(replay.remarks.join(' ')).toContain('build');
    expect(() => replayRun({ recorded: { plan: reader.plan, verdict }, strict: true })).toThrow(/build/);
  });
});
