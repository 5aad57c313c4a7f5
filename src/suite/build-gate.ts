import { dirname, isAbsolute, join } from 'node:path';
import type { BaselineLimit, Expectation, GateLimits } from '../core/index.ts';
import { toMs } from './build-steps.ts';
import type { ExpandedEntry } from './expand-entries.ts';
import { checkName } from './known-name.ts';
import { converted, given } from './optional.ts';
import type { Path, Problem } from './problems.ts';
import { readShare } from './shares.ts';
import type { KnownNames } from './suite.ts';
import type { FileBaseline, FileExpectation, Share } from './suite-file.ts';

/** Judged in every run, whatever the plan's checkers are. */
const alwaysJudging = ['liveness', 'crashes'];

/** A noisy machine moves a tail easily, and how much was done hardly. */
const defaultRatios = { p99: 1.5, recovery: 2, ok: 0.8, availabilityDuringFaults: 0.95 } as const satisfies Omit<
  BaselineLimit,
  'file' | 'named'
>;

/** What an entry expects; names of checkers that are not known are added to `problems`. */
export function buildExpectation(expect: FileExpectation, path: Path, known: KnownNames, problems: Problem[]): Expectation {
  if (expect === 'violation') return {};
  const { violation } = expect;
  const checkers = typeof violation === 'string' ? [violation] : violation;
  for (const [i, name] of checkers.entries()) {
    const at = [...path, 'violation', ...(typeof violation === 'string' ? [] : [i])];
    checkName('checker', name, [...known.checkers, ...alwaysJudging], at, problems);
  }
  return { checkers };
}

/** The limits of an entry in the words of the gate. A baseline's file stands beside the suite. */
export function buildGate({ entry: { gate = {} }, gatePathOf }: ExpandedEntry, suiteFile: string, problems: Problem[]): GateLimits {
  const share = (value: Share, ...field: string[]): number => {
    const read = readShare(value);
    if (typeof read === 'number') return read;
    problems.push({ code: 'bad-value', path: gatePathOf(...field), message: read });
    return 1;
  };
  return {
    ...converted('availabilityDuringFaults', gate.availabilityDuringFaults, (value) => share(value, 'availabilityDuringFaults')),
    ...converted('p99Ms', gate.p99, (value) => toMs(value, gatePathOf('p99'), problems)),
    ...converted('recoveryMs', gate.recovery, (value) => toMs(value, gatePathOf('recovery'), problems)),
    ...given('minOk', gate.minOk),
    ...converted('coverage', gate.coverage, ({ rules, faultsInForce }) => ({
      ...given('rules', rules),
      ...converted('faultsInForce', faultsInForce, (value) => share(value, 'coverage', 'faultsInForce')),
    })),
    ...converted('baseline', gate.baseline, (baseline) => buildBaseline(baseline, suiteFile)),
  };
}

function buildBaseline(baseline: string | FileBaseline, suiteFile: string): BaselineLimit {
  const { file, ...ratios } = typeof baseline === 'string' ? { file: baseline } : baseline;
  const named = (Object.keys(ratios) as (keyof typeof ratios)[]).filter((name) => ratios[name] !== undefined);
  return { ...defaultRatios, ...ratios, named, file: isAbsolute(file) ? file : join(dirname(suiteFile), file) };
}
