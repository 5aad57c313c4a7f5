import type { LoadPlan, RunVerdict } from '../../core/index.ts';
import { formatDuration, formatMs, plural } from './figures.ts';

/** How long a run took: `31.4 s`, or `8.9 s of virtual time (0.1 s)` with the real time behind it. */
export function describeDuration({ durationMs, wallMs }: Pick<RunVerdict, 'durationMs' | 'wallMs'>): string {
  if (wallMs === undefined) return formatDuration(durationMs);
  return `${formatDuration(durationMs)} of virtual time (${wallMs < 100 ? formatMs(wallMs) : formatDuration(wallMs)})`;
}

/** What the clients were to do: `40 operations a second`, or `3 operations, one by one` where the plan says each. */
export function describeLoad({ script, ratePerSecond }: LoadPlan): string {
  if (script?.length === 0) return 'no operations';
  if (script !== undefined) return `${plural(script.length, 'operation')}, one by one`;
  return ratePerSecond === 0 ? 'as fast as answers come' : `${plural(ratePerSecond, 'operation')} a second`;
}

/** How the reason of a run begins that shows too little. */
export const provesNothing = 'the run proves nothing: ';

/** Why a checker says what it says. A run that shows too little for a pass has proven a violation all the same: that it proves nothing is not said then. */
export function reasonOf({ outcome, results }: Pick<RunVerdict, 'outcome' | 'results'>, checker: string): string | undefined {
  const reason = results[checker]?.reason;
  if (outcome !== 'violation' || checker !== 'vacuity' || reason?.startsWith(provesNothing) !== true) return reason;
  return `too little for a pass, had nothing been found: ${reason.slice(provesNothing.length)}`;
}
