import type { Finding } from '../../../../core/index.ts';
import { readableJson } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { readExplanation } from './evidence.ts';

const ORDER_SHOWN_MAX = 9;
const OTHERS_SHOWN_MAX = 7;
const AROUND = 6;
/** The smallest proof is drawn whole, or not at all. */
export const PROOF_ROWS_MAX = 12;

/** The few operations that a finding is told with, in the order of the telling. */
export interface Scene {
  readonly rows: readonly SceneRow[];
  /** Operations of the order before the first that is shown. */
  readonly before: number;
  /** Whether an order of some operations was found at all. */
  readonly ordered: boolean;
  /** Every state that is possible when the stuck operation comes, as far as the finding names them. */
  readonly states: readonly string[];
}

export interface SceneRow {
  readonly row: number;
  readonly part: 'placed' | 'stuck' | 'other';
  /** Its place in the order, from 1. */
  readonly position?: number;
  /** The state after it. */
  readonly state?: string;
  /** What it is in the story. */
  readonly note?: string;
  /** A moment within the operation at which it can have taken effect: the order's, one after the other. */
  readonly pointMs?: number;
}

/** The fewest operations that show it: those that are impossible together, and those that the story names. In order of their calls. */
export function proofOf(run: Run, finding: Finding, parts: ReadonlyMap<number, string>): Scene | undefined {
  const explanation = readExplanation(run, finding);
  if (explanation?.stuck === undefined) return undefined;
  const { stuck, smallest } = explanation;
  // A proof that is not small shows nothing: then those that the story names stand alone.
  const few = smallest !== undefined && smallest.rows.length <= PROOF_ROWS_MAX ? smallest.rows : [];
  const rows = [...new Set([...few, ...parts.keys(), stuck])];
  if (rows.length < 2) return undefined;
  rows.sort((a, b) => run.startMs(a) - run.startMs(b));
  return {
    ordered: false,
    states: explanation.states,
    before: 0,
    rows: rows.map((row): SceneRow => {
      const note = parts.get(row);
      return { row, part: row === stuck ? 'stuck' : 'other', ...(note === undefined ? {} : { note }) };
    }),
  };
}

/** The order that goes as far as one can, its last part, and what then fits nowhere. */
export function sceneOf(run: Run, finding: Finding): Scene | undefined {
  const explanation = readExplanation(run, finding);
  const named = new Set((finding.events ?? []).flatMap((index) => run.rowOfEvent(index) ?? []));
  if (explanation === undefined) {
    const rows = aroundNamed(run, finding, [...named]);
    return rows.length === 0
      ? undefined
      : { ordered: false, states: [], before: 0, rows: rows.map((row) => ({ row, part: named.has(row) ? 'stuck' : 'other' })) };
  }
  const { order, stuck } = explanation;
  const points = pointsOf(run, order);
  // The end of the order is what the stuck operation runs into; what the finding names is kept however early it is.
  const first = order.length - ORDER_SHOWN_MAX;
  const placed = order.flatMap((step, i): SceneRow[] =>
    step.row !== stuck && (i >= first || named.has(step.row))
      ? [{ ...step, part: 'placed', position: explanation.omitted + i + 1, pointMs: points[i] ?? 0 }]
      : [],
  );
  const shown = new Set([...placed.map(({ row }) => row), ...(stuck === undefined ? [] : [stuck])]);
  const others = [...new Set([...explanation.concurrent, ...named])].filter((row) => !shown.has(row)).slice(-OTHERS_SHOWN_MAX);
  return {
    ordered: order.length > 0,
    states: explanation.states,
    before: explanation.omitted + order.length - placed.length,
    rows: [
      ...placed,
      ...(stuck === undefined ? [] : [{ row: stuck, part: 'stuck' } as const]),
      ...others.map((row) => ({ row, part: 'other' }) as const),
    ],
  };
}

/** Moments that respect the order: each between the earliest that the ones before allow and the latest that the ones after do. */
function pointsOf(run: Run, order: readonly { readonly row: number }[]): number[] {
  let lowMs = 0;
  const earliest = order.map(({ row }) => {
    lowMs = Math.max(lowMs, run.startMs(row));
    return lowMs;
  });
  let highMs = Number.POSITIVE_INFINITY;
  const latest = order.toReversed().map(({ row }) => {
    highMs = Math.min(highMs, run.endMs(row));
    return highMs;
  });
  return earliest.map((low, i) => low + Math.max(0, (latest[order.length - 1 - i] ?? low) - low) / 3);
}

/** Where a checker gave no order: what it named, and the same key's operations around. */
function aroundNamed(run: Run, { key }: Finding, named: readonly number[]): number[] {
  const { operations } = run.data;
  const middle = named.at(-1);
  if (middle === undefined) return [];
  const keyIndex = key === undefined ? undefined : operations.keys.indexOf(key);
  const same = (row: number) => keyIndex === undefined || keyIndex < 0 || operations.key[row] === keyIndex;
  const rows = new Set(named.slice(-ORDER_SHOWN_MAX));
  for (let row = middle - 1, found = 0; row >= 0 && found < AROUND; row -= 1) {
    if (!same(row)) continue;
    rows.add(row);
    found += 1;
  }
  for (let row = middle + 1, found = 0; row < operations.count && found < AROUND / 2; row += 1) {
    if (!same(row)) continue;
    rows.add(row);
    found += 1;
  }
  return [...rows].sort((a, b) => run.startMs(a) - run.startMs(b));
}

/** A state as it is written under the diagram. */
export function stateText(state: string | undefined): string {
  return state === undefined || state === '' ? readableJson(null) : state;
}
