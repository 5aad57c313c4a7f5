import { weightOf } from '../../../words/index.ts';
import type { FoundBy, Run } from '../run.ts';
import { anchorOf } from './anchor.ts';
import { faultsDuring } from './moment.ts';

/** Findings by kind; of one kind first what has a small proof, then what happened while something was broken: a reader looks for a cause. */
export function mostTellingFirst(run: Run): Run {
  const keys = run.findings.map((found, i) => ({ found, i, weight: weightOf(found.finding), puzzle: puzzleOf(run, found) }));
  keys.sort((a, b) => a.weight - b.weight || a.puzzle - b.puzzle || a.i - b.i);
  return { ...run, findings: keys.map(({ found }) => found) };
}

/** The lower the plainer. */
function puzzleOf(run: Run, { finding }: FoundBy): number {
  const anchor = anchorOf(run, finding);
  const isUnderFault = anchor !== undefined && faultsDuring(run, anchor.atMs, anchor.atMs).length > 0;
  return (finding.evidence?.['smallest'] === undefined ? 2 : 0) + (isUnderFault ? 0 : 1);
}
