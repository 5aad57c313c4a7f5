import { FaultlineError, type RunSummary, type RunVerdict } from '../../core/index.ts';
import type { Expansion } from '../expand.ts';
import { simulateRun } from '../simulated-run.ts';

export interface KeepOptions {
  readonly expansion: Expansion;
  /** As the campaign ran it, in another thread. Its seed, which the folder's name ends in, is the campaign's. */
  readonly run: RunSummary;
  readonly root: string;
  readonly reproduce: (dir: string | undefined) => string;
}

/**
 * Runs a failing seed once more, with a folder and a report. It must be the same run to the bit: else nothing that the simulated world
 * says can be believed, and the run is `broken` with the code `not-deterministic`. Throws `FaultlineError` for a folder that cannot be written.
 */
export function keepRun({ expansion, run, root, reproduce }: KeepOptions): { readonly run: RunSummary; readonly problem?: FaultlineError } {
  const { verdict } = simulateRun({ expansion, root, folderSeed: run.seed, reproduce });
  const kept = { ...run, reproduce: verdict.reproduce, ...(verdict.dir === undefined ? {} : { dir: verdict.dir }) };
  if (verdict.digest === run.digest && verdict.outcome === run.outcome) return { run: kept };
  const problem = notDeterministic(run, verdict);
  return { run: { ...kept, outcome: 'broken', note: problem.message }, problem };
}

function notDeterministic(run: RunSummary, verdict: RunVerdict): FaultlineError {
  const message = `Seed ${run.seed} was run twice and came out differently: ${show(run)}, then ${show(verdict)}. One plan must give one run: something in the node, or in Faultline, depends on more than the plan. \`faultline replay\` of the kept run names the first event that differs.`;
  return new FaultlineError('not-deterministic', message);
}

function show({ outcome, digest }: RunSummary): string {
  return `${outcome} with digest ${digest?.slice(0, 16) ?? 'none'}`;
}
