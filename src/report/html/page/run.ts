import type { Finding } from '../../../core/index.ts';
import { absent, type NodeTimeline, outcomeCodes, type ReportData, type RoleChange } from '../../data/index.ts';
import { describeFinding, readable } from '../../words/index.ts';

/** The run's data with what the page looks up in it. Rows are operations. */
export interface Run {
  readonly data: ReportData;
  readonly findings: readonly FoundBy[];
  /** One for each client thread, from the top. */
  readonly laneCount: number;
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

/** `no`: answered, but with no: a compare-and-swap that met another value. It is a failure of nothing. */
export const shades = { ok: 0, no: 1, fail: 2, info: 3, open: 4 } as const;
export type Shade = (typeof shades)[keyof typeof shades];

export interface FoundBy {
  readonly checker: string;
  readonly finding: Finding;
  readonly title: string;
}

/** An operation in the words of the page; everything is safe to look at. */
export interface OperationWords {
  readonly call: string;
  readonly result: string;
  readonly outcome: 'ok' | 'fail' | 'info' | 'open';
  readonly client: string;
  readonly process: number;
  readonly node: string;
  readonly key: string | undefined;
  readonly error: string | undefined;
}

export function openRun(data: ReportData): Run {
  const { operations, plan } = data;
  const concurrency = Math.max(1, plan.load.concurrency);
  const threadOf = (row: number) => (operations.process[row] ?? 0) % concurrency;
  let laneCount = 0;
  let longestUs = 0;
  for (let row = 0; row < operations.count; row += 1) {
    laneCount = Math.max(laneCount, threadOf(row) + 1);
    longestUs = Math.max(longestUs, operations.durationUs[row] ?? 0);
  }
  const startMs = (row: number) => (operations.startUs[row] ?? 0) / 1000;
  const isOpen = (row: number) => operations.outcome[row] === outcomeCodes.open;
  const shadeOf = shadesOf(data);
  let rowsByCompletion: Map<number, number> | undefined;
  return {
    data,
    findings: Object.entries(data.verdict.results).flatMap(([checker, result]) =>
      result.findings.map((finding) => ({ checker, finding, title: readable(describeFinding(finding)) })),
    ),
    laneCount,
    lane: threadOf,
    startMs,
    endMs: (row) => (isOpen(row) ? data.endMs : startMs(row) + Math.max(0, operations.durationUs[row] ?? 0) / 1000),
    firstRow: (atMs) => lowerBound(operations.startUs, operations.count, atMs * 1000 - longestUs),
    shade: (row) => (shadeOf[row] ?? shades.open) as Shade,
    rowOfEvent(index) {
      const row = lowerBound(operations.invokeIndex, operations.count, index);
      if (operations.invokeIndex[row] === index) return row;
      rowsByCompletion ??= new Map(Array.from({ length: operations.count }, (_, i) => [operations.completionIndex[i] ?? absent, i]));
      return index < 0 ? undefined : rowsByCompletion.get(index);
    },
    describe: (row) => describeOperation(data, row, threadOf(row)),
  };
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

function shadesOf({ operations }: ReportData): Uint8Array {
  const byOutcome = [shades.ok, shades.fail, shades.info, shades.open];
  return Uint8Array.from({ length: operations.count }, (_, row) => {
    const shade = byOutcome[operations.outcome[row] ?? outcomeCodes.open] ?? shades.open;
    return shade === shades.fail && noErrors.includes(operations.errors[operations.error[row] ?? absent]) ? shades.no : shade;
  });
}

function lowerBound(values: ArrayLike<number>, count: number, value: number): number {
  return lowerBoundBy(count, (i) => (values[i] ?? 0) >= value);
}

function describeOperation({ operations }: ReportData, row: number, thread: number): OperationWords {
  const at = (table: readonly string[], column: ArrayLike<number>) => {
    const text = table[column[row] ?? absent];
    return text === undefined ? undefined : readable(text);
  };
  const input = at(operations.values, operations.input);
  const output = at(operations.values, operations.output);
  const error = at(operations.errors, operations.error);
  const key = at(operations.keys, operations.key);
  const name = at(operations.names, operations.f) ?? '';
  const outcome = (['ok', 'fail', 'info', 'open'] as const)[operations.outcome[row] ?? outcomeCodes.open] ?? 'open';
  // A read's invocation carries null, which says nothing; everything else repeats its argument.
  const argument = input === undefined || input === 'null' ? '' : ` ${input}`;
  return {
    call: `${name}${key === undefined ? '' : ` ${key}`}${argument}`,
    result: resultOf(outcome, output ?? (argument === '' ? input : undefined), error),
    outcome,
    client: `client ${thread}`,
    process: operations.process[row] ?? 0,
    node: at(operations.nodes, operations.node) ?? '',
    key,
    error,
  };
}

function resultOf(outcome: OperationWords['outcome'], output: string | undefined, error: string | undefined): string {
  switch (outcome) {
    case 'ok':
      return output ?? 'ok';
    case 'fail':
      return `failed${error === undefined ? '' : `: ${error}`}${output === undefined || output === 'null' ? '' : ` (saw ${output})`}`;
    case 'info':
      return `unknown${error === undefined ? '' : `: ${error}`}`;
    case 'open':
      return 'never answered';
    default:
      return outcome satisfies never;
  }
}
