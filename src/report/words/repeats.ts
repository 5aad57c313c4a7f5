import type { RunSummary } from '../../core/index.ts';

/** Tells runs of one entry and seed apart: `, run 2 of 2`; nothing of a run that is the only one of its kind. */
export function tellRepeats(runs: readonly RunSummary[]): (run: RunSummary) => string {
  const alike = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const name = JSON.stringify([run.plan ?? null, run.seed]);
    const same = alike.get(name);
    if (same === undefined) alike.set(name, [run]);
    else same.push(run);
  }
  const words = new Map<RunSummary, string>();
  for (const same of alike.values()) {
    if (same.length > 1) for (const [i, run] of same.entries()) words.set(run, `, run ${i + 1} of ${same.length}`);
  }
  return (run) => words.get(run) ?? '';
}
