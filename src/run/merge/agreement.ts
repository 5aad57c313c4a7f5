import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type RunSummary, type RunVerdict, worstOutcome } from '../../core/index.ts';
import { runFiles } from '../../store/index.ts';
import { summarize } from '../verdict.ts';

/** What is judged, and what a gate measures. */
const compared = [
  'plan',
  'seed',
  'outcome',
  'digest',
  'checkers',
  'ops',
  'faults',
  'figures',
  'vacuous',
] as const satisfies readonly (keyof RunSummary)[];

/**
 * A run as its campaign tells it, beside its own verdict where its folder came along. Where they differ the worse one stands, and it is said:
 * one of the two was changed, or is not of this run.
 */
export function agreed(run: RunSummary): { readonly run: RunSummary; readonly disagreement?: string } {
  if (run.dir === undefined) return { run };
  const file = join(run.dir, runFiles.verdict);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Only the campaign's file was kept.
    return { run };
  }
  const own = parse(text);
  if (own === undefined) return { run, disagreement: `${file} is no verdict: nobody knows what the run came to` };
  const differing = compared.filter((name) => !isDeepStrictEqual(own[name], run[name]));
  if (differing.length === 0) return { run };
  const disagreement = `${file} and the campaign's file differ in ${differing.join(', ')}: one of them is not as it was written`;
  const isWorse = own.outcome !== run.outcome && worstOutcome([own.outcome, run.outcome]) === own.outcome;
  return { run: isWorse ? { ...own, dir: run.dir, reproduce: run.reproduce } : run, disagreement };
}

function parse(text: string): RunSummary | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value['format'] !== 1) return undefined;
    return JSON.parse(JSON.stringify(summarize(value as unknown as RunVerdict))) as RunSummary;
  } catch {
    return undefined;
  }
}
