import type { Filter } from '../filter.ts';
import type { Run } from '../run.ts';
import type { View } from './view.ts';

/** Operations of which some part is in view, in order of their beginning; with a filter those that it lets through. */
export function visibleRows(run: Run, { fromMs, toMs }: View, filter?: Filter): Int32Array {
  const { startMs, endMs, open } = run.columns;
  const first = run.firstRow(fromMs);
  let last = first;
  for (let step = startMs.length; step >= 1; step = step >> 1)
    while (last + step <= startMs.length && (startMs[last + step - 1] ?? 0) <= toMs) last += step;
  const rows = new Int32Array(last - first + open.length);
  let count = 0;
  for (const row of open) {
    if (row >= first) break;
    if (filter === undefined || filter.rows[row] === 1) rows[count++] = row;
  }
  for (let row = first; row < last; row += 1) {
    if ((endMs[row] ?? 0) < fromMs || (filter !== undefined && filter.rows[row] !== 1)) continue;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}
