import type { Finding } from '../../../../core/index.ts';
import type { TraceLine } from '../../../data/index.ts';
import type { Run } from '../run.ts';
import { readExplanation } from './evidence.ts';

/** The place on the time axis that a finding is about. */
export interface Anchor {
  readonly atMs: number;
  readonly spanMs: number;
  /** The operation to hold fast there, where there is one. */
  readonly row?: number;
}

/** The operation that cannot be placed, else the last event that the finding names, else its last trace event. */
export function anchorOf(run: Run, finding: Finding): Anchor | undefined {
  const rows = (finding.events ?? []).flatMap((index) => run.rowOfEvent(index) ?? []);
  const row = readExplanation(run, finding)?.stuck ?? rows.at(-1);
  if (row !== undefined) {
    const startMs = run.startMs(row);
    const endMs = run.endMs(row);
    return { atMs: (startMs + endMs) / 2, spanMs: endMs - startMs, row };
  }
  const last = linesOf(run, finding).at(-1);
  return last === undefined ? undefined : { atMs: Math.min(Math.max(0, last.atMs), run.data.endMs), spanMs: 0 };
}

/** The trace events that the finding names, in order of time. */
export function linesOf(run: Run, finding: Finding): readonly TraceLine[] {
  const wanted = new Set((finding.trace ?? []).map(({ node, boot, seq }) => `${node}/${boot}/${seq}`));
  return run.data.traceLines.filter(({ node, boot, seq }) => wanted.has(`${node}/${boot}/${seq}`)).sort((a, b) => a.atMs - b.atMs);
}
