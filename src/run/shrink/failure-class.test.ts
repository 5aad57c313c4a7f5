import { describe, expect, it } from 'vitest';
import type { CheckerResult, Finding, Json } from '../../core/index.ts';
import { classOfRun, describeClass, findingOf } from './failure-class.ts';

const finding = (rule: string, kind?: Json): Finding => ({ rule, message: rule, ...(kind === undefined ? {} : { evidence: { kind } }) });
const invalid = (...findings: Finding[]): CheckerResult => ({ verdict: 'invalid', findings });
const valid: CheckerResult = { verdict: 'valid', findings: [] };

describe('the class of a failure', () => {
  it('is that of the first finding of the first checker that fails', () => {
    const results = {
      statistics: valid,
      'raft-safety': invalid(finding('log-matching'), finding('recovery')),
      liveness: invalid(finding('core-stuck')),
    };
    expect(classOfRun({ results })).toEqual({ checker: 'raft-safety', rule: 'log-matching', kind: 'log-matching' });
  });

  it('is linearizability where that is among them', () => {
    const results = { 'raft-safety': invalid(finding('log-matching')), linearizability: invalid(finding('not-linearizable')) };
    expect(classOfRun({ results })?.checker).toBe('linearizability');
  });

  it('is none where nothing is proven', () => {
    const unknown: CheckerResult = { verdict: 'unknown', reason: 'budget', findings: [] };
    expect(classOfRun({ results: { linearizability: unknown, statistics: valid } })).toBeUndefined();
  });

  it('is the same for the same checker, rule and kind only', () => {
    const failure = { checker: 'bank', rule: 'total', kind: 'lost' };
    const found = finding('total', 'lost');
    expect(findingOf(failure, { bank: invalid(finding('total', 'made'), found) })).toBe(found);
    expect(findingOf(failure, { bank: invalid(finding('total', 'made')) })).toBeUndefined();
    expect(findingOf(failure, { queue: invalid(found) })).toBeUndefined();
    expect(findingOf(failure, {})).toBeUndefined();
    expect([describeClass(failure), describeClass({ ...failure, kind: 'total' })]).toEqual(['total (lost) by bank', 'total by bank']);
  });
});
