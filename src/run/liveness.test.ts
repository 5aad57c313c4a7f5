import { describe, expect, it } from 'vitest';
import type { Plan } from '../core/index.ts';
import { LOCAL_PATIENCE, patienceOf } from './convergence.ts';
import type { CoreResult } from './core-phase.ts';
import { type LivenessEvidence, livenessOf, livenessRemarks } from './liveness.ts';
import { raftSmokePlan } from './test-plan.ts';

const plan: Plan = {
  ...raftSmokePlan,
  phases: { ...raftSmokePlan.phases, coreMs: 1000, convergenceMs: 2000 },
  core: { stops: [{ node: 'n3', how: 'cut-off' }], cuts: [{ from: 'n1', to: 'n2' }] },
};
const bodies = new Map([
  ['n1', { term: 3 }],
  ['n2', undefined],
]);
const stuck: CoreResult = { state: 'stuck', waitedMs: 1000, waitedFor: 'commit', bodies };
const apart: LivenessEvidence['convergence'] = { state: 'apart', waitedMs: 2000, bodies };
const converged: LivenessEvidence['convergence'] = { state: 'converged', afterMs: 12.3 };

describe('the verdict on liveness', () => {
  it('is unknown for a run that did not get so far', () => {
    expect(livenessOf({}, plan)).toMatchObject({ verdict: 'unknown', findings: [] });
    expect(livenessOf({ core: { state: 'served', afterMs: 1 } }, plan).verdict).toBe('unknown');
  });

  it('is valid when the core served, or could not, and the healed cluster came together', () => {
    expect(livenessOf({ convergence: converged }, plan)).toEqual({
      verdict: 'valid',
      findings: [],
      data: { afterMs: 12, state: 'converged' },
    });
    for (const core of [
      { state: 'served', afterMs: 1 },
      { state: 'unavailable', why: 'so' },
    ] as const)
      expect(livenessOf({ core, convergence: converged }, plan)).toMatchObject({ verdict: 'valid', data: { core: core.state } });
  });

  it('is invalid for a stuck core, whatever came after, and tells who was away, what was waited for and what each node says', () => {
    for (const convergence of [undefined, converged, { state: 'unavailable', why: 'so' }] as const) {
      const { verdict, findings } = livenessOf({ core: stuck, ...(convergence === undefined ? {} : { convergence }) }, plan);
      expect([verdict, findings.map(({ rule }) => rule)]).toEqual(['invalid', ['core-stuck']]);
      expect(findings[0]?.message).toBe(
        'The core (n1, n2, all faults ended; n3 cut off, n1 -> n2 cut) did not serve within 1000 ms (1000 ms are allowed). ' +
          'Waited for: a commit (a write that is answered ok). n1: {"term":3}; n2: no answer.',
      );
    }
  });

  it('holds both findings when the healed cluster did not come together either', () => {
    const { findings, reason } = livenessOf({ core: stuck, convergence: apart }, plan);
    expect(findings.map(({ rule }) => rule)).toEqual(['core-stuck', 'no-convergence']);
    expect(reason).toBe(findings.map(({ message }) => message).join(' '));
  });

  it('is valid for a cluster that could not recover by theory', () => {
    expect(livenessOf({ convergence: { state: 'unavailable', why: 'so' } }, plan)).toMatchObject({ verdict: 'valid', reason: 'so' });
  });

  it('is remarked upon where something was slow or impossible', () => {
    expect(livenessRemarks({ core: stuck, convergence: converged })).toEqual([]);
    expect(
      livenessRemarks({ core: { state: 'slow', afterMs: 1500.4 }, convergence: { state: 'slow', afterMs: 2500 } }).map((remark) =>
        remark.replace(/ .*/, ''),
      ),
    ).toEqual(['slow:', 'slow:']);
    expect(livenessRemarks({ core: { state: 'unavailable', why: 'a' }, convergence: { state: 'unavailable', why: 'b' } })).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('patience', () => {
  it('is for the noise of a real machine, and for runs that nothing is proven against', () => {
    expect(patienceOf({ ...plan, world: 'local' }, false)).toBe(LOCAL_PATIENCE);
    expect(patienceOf({ ...plan, world: 'local' }, true)).toBe(1);
    expect(patienceOf({ ...plan, world: 'simulated' }, false)).toBe(1);
  });
});
