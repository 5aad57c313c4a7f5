import type { CheckerResult, Finding } from '../../core/index.ts';
import { weightOf } from './anomaly.ts';

/** A finding, and who told it. */
export interface FoundBy {
  readonly checker: string;
  readonly finding: Finding;
}

/**
 * Every finding of a run, the one that a reader should see first in front. Whatever speaks of a run (terminal, page, JUnit, annotations, a
 * campaign) takes this order and no other, so that all of them lead with the same one. First comes what proves a violation, then by what a
 * rule or kind tells; of several that are alike the one that its checker told first, which `run` puts so that one that happened under a
 * fault comes before others, since a reader looks for a cause, and then one that has a small proof.
 */
export function findingsInOrder(results: Readonly<Record<string, CheckerResult>>): FoundBy[] {
  return Object.entries(results)
    .flatMap(([checker, { verdict, findings }]) =>
      findings.map((finding) => ({ found: { checker, finding }, proves: verdict === 'invalid' ? 0 : 1, weight: weightOf(finding) })),
    )
    .sort((a, b) => a.proves - b.proves || a.weight - b.weight)
    .map(({ found }) => found);
}

/** What a violation is told by; undefined where its checkers tell no finding. */
export function leadingFinding(results: Readonly<Record<string, CheckerResult>>): FoundBy | undefined {
  const [first] = findingsInOrder(Object.fromEntries(Object.entries(results).filter(([, { verdict }]) => verdict === 'invalid')));
  return first;
}
