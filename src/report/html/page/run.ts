import { absent, type NodeTimeline, outcomeCodes, type ReportData, type RoleChange } from '../../data/index.ts';
import { describeFinding, findingsInOrder, readable, type FoundBy as Told } from '../../words/index.ts';
import { describeOperation, type OperationWords } from './operation-words.ts';

/** The run's data with what the page looks up in it. Rows are operations. */
export interface Run {
  readonly data: ReportData;
  readonly findings: readonly FoundBy[];
  /** One for each client thread, from the top. */
  readonly laneCount: number;
  readonly columns: RunColumns;
  lane(row: number): number;
  startMs(row: number): number;
  /** Where the operation's bar ends: for one that never ended, the end of the run. */
  endMs(row: number): number;
  /** The first row that may still be going on, or begins, at the time. */
  firstRow(atMs: number): number;
  /** How the operation is drawn; of several in one place the highest. */
  shade(row: number): Shade;
  /** The row that the event of the history belongs to. */
  rowOfEvent(index: number): number | undefined;
  describe(row: number): OperationWords;
}

/** What is asked a million times for one picture, by row. */
export interface RunColumns {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly shade: Uint8Array;
  readonly lane: Int32Array;
  /** Rows of operations that never ended, in order. */
  readonly open: readonly number[];
}

/** `no`: answered, but with no: a compare-and-swap that met another value. It is a failure of nothing. */
export const shades = { ok: 0, no: 1, fail: 2, info: 3, open: 4 } as const;
export type Shade = (typeof shades)[keyof typeof shades];

export interface FoundBy extends Told {
  readonly title: string;
}

export function openRun(data: ReportData): Run {
  const { operations, plan } = data;
  const concurrency = Math.max(1, plan.load.concurrency);
  const { columns, longestMs, laneCount } = columnsOf(data, concurrency);
  let rowsByCompletion: Map<number, number> | undefined;
  return {
    data,
    findings: findingsInOrder(data.verdict.results).map((told) => ({ ...told, title: readable(describeFinding(told.finding)) })),
    laneCount,
    columns,
    lane: (row) => columns.lane[row] ?? 0,
    startMs: (row) => columns.startMs[row] ?? 0,
    endMs: (row) => columns.endMs[row] ?? 0,
    firstRow: (atMs) => lowerBound(columns.startMs, operations.count, atMs - longestMs),
    shade: (row) => (columns.shade[row] ?? shades.open) as Shade,
    rowOfEvent(index) {
      const row = lowerBound(operations.invokeIndex, operations.count, index);
      if (operations.invokeIndex[row] === index) return row;
      rowsByCompletion ??= new Map(Array.from({ length: operations.count }, (_, i) => [operations.completionIndex[i] ?? absent, i]));
      return index < 0 ? undefined : rowsByCompletion.get(index);
    },
    describe: (row) => describeOperation(data, row, columns.lane[row] ?? 0),
  };
}

/** Whether any node tells what it does; of others only what faults did to them is known. */
export function isTraced({ data: { nodes } }: Pick<Run, 'data'>): boolean {
  return nodes.some(({ eventCount }) => eventCount > 0);
}

/** When all nodes were ready first; undefined where set-up never ended. */
export function readyMs({ data: { phases } }: Pick<Run, 'data'>): number | undefined {
  return phases.find(({ name }) => name !== 'set-up')?.fromMs;
}

/** The role that the node last took on, at the time. */
export function roleAt(node: NodeTimeline, atMs: number): RoleChange | undefined {
  const next = lowerBoundBy(node.roles.length, (i) => (node.roles[i]?.atMs ?? 0) > atMs);
  return node.roles[next - 1];
}

export function stateAt(node: NodeTimeline, atMs: number): 'down' | 'paused' | undefined {
  const states = node.states.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs).map(({ state }) => state);
  return states.includes('down') ? 'down' : states[0];
}

/** The value of a step line at the time. */
export function valueAt(series: NodeTimeline['applied'], atMs: number): number | undefined {
  return series.value[lowerBoundBy(series.atMs.length, (i) => (series.atMs[i] ?? 0) > atMs) - 1];
}

/** The first index for which the predicate holds; it holds for all that follow. */
export function lowerBoundBy(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Errors by which a system says no to what was asked, and is well. */
const noErrors: readonly (string | undefined)[] = [undefined, 'precondition-failed', 'not-a-string'];
const shadeByOutcome: readonly Shade[] = [shades.ok, shades.fail, shades.info, shades.open];

function columnsOf(
  { operations, endMs }: ReportData,
  concurrency: number,
): { readonly columns: RunColumns; readonly longestMs: number; readonly laneCount: number } {
  const { count, startUs, durationUs, outcome, process, error } = operations;
  const columns = {
    startMs: new Float64Array(count),
    endMs: new Float64Array(count),
    shade: new Uint8Array(count),
    lane: new Int32Array(count),
    open: [] as number[],
  };
  const isNo = [absent, ...operations.errors.keys()].filter((index) => noErrors.includes(operations.errors[index]));
  let longestMs = 0;
  let laneCount = 0;
  for (let row = 0; row < count; row += 1) {
    const start = (startUs[row] ?? 0) / 1000;
    const tookMs = Math.max(0, durationUs[row] ?? 0) / 1000;
    const lane = (process[row] ?? 0) % concurrency;
    let shade = shadeByOutcome[outcome[row] ?? outcomeCodes.open] ?? shades.open;
    if (shade === shades.fail && isNo.includes(error[row] ?? absent)) shade = shades.no;
    columns.startMs[row] = start;
    columns.endMs[row] = shade === shades.open ? endMs : start + tookMs;
    columns.shade[row] = shade;
    columns.lane[row] = lane;
    if (shade === shades.open) columns.open.push(row);
    if (tookMs > longestMs) longestMs = tookMs;
    if (lane >= laneCount) laneCount = lane + 1;
  }
  return { columns, longestMs, laneCount };
}

function lowerBound(values: ArrayLike<number>, count: number, value: number): number {
  return lowerBoundBy(count, (i) => (values[i] ?? 0) >= value);
}
