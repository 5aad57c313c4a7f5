import { type Finding, isJsonObject, type Json } from '../../../../core/index.ts';
import { readable, readableJson } from '../../../words/index.ts';
import type { Run } from '../run.ts';

/** What a linearizability finding holds, in rows of the report: an order that explains the key so far, and what fits nowhere in it. */
export interface Explanation {
  /** The operations that could be put in order, each with the state after it. */
  readonly order: readonly { readonly row: number; readonly state: string }[];
  /** Operations at the start of the order that the finding leaves out. */
  readonly omitted: number;
  /** The operation that cannot be placed. */
  readonly stuck: number | undefined;
  /** Operations under way at that point, placed or not. */
  readonly concurrent: readonly number[];
  /** Operations that could come before it and do not help; see the checker's `whyNot`. */
  readonly whyNot: readonly { readonly row: number; readonly next: 'impossible' | 'no-help'; readonly state: string }[];
  /** The fewest operations that are still impossible together, and of how many; `complete`: none fewer were left to try. */
  readonly smallest: SmallestProof | undefined;
  /** All states that are possible when it comes; empty where some are not known. */
  readonly states: readonly string[];
}

export interface SmallestProof {
  readonly rows: readonly number[];
  readonly of: number;
  /** Nothing more was found to leave out; else the time was spent. */
  readonly complete: boolean;
  /** What is left out of what they say. */
  readonly forgotten: readonly string[];
}

/** The evidence's fields that the explanation is made of: the rest is shown as it is. */
export const explainedFields: readonly string[] = [
  'order',
  'orderOmitted',
  'stuck',
  'operation',
  'event',
  'concurrent',
  'concurrentOmitted',
  'open',
  'openOmitted',
  'states',
  'statesOmitted',
  'statesComplete',
  'anomaly',
  'whyNot',
  'smallest',
];

/** Reads `{order: [{invoke, state}], stuck, open: [{invoke}], states}`; an operation is named by an index of the history, or holds one. */
export function readExplanation(run: Run, { evidence }: Finding): Explanation | undefined {
  if (evidence === undefined || !Array.isArray(evidence['order'])) return undefined;
  const order = (evidence['order'] as readonly Json[]).flatMap((step) => {
    const row = rowOf(run, step);
    if (row === undefined) return [];
    return [{ row, state: isJsonObject(step) && step['state'] !== undefined ? readableJson(step['state']) : '' }];
  });
  const omitted = evidence['orderOmitted'];
  return {
    order,
    omitted: typeof omitted === 'number' ? omitted : 0,
    stuck: rowOf(run, evidence['stuck'] ?? evidence['operation'] ?? evidence['event'] ?? null),
    concurrent: listOf(evidence['concurrent'] ?? evidence['open']).flatMap((item) => rowOf(run, item) ?? []),
    whyNot: listOf(evidence['whyNot']).flatMap((item) => {
      const row = rowOf(run, item);
      if (row === undefined || !isJsonObject(item) || (item['next'] !== 'impossible' && item['next'] !== 'no-help')) return [];
      return [{ row, next: item['next'], state: readableJson(item['state'] ?? null) }];
    }),
    smallest: smallestOf(run, evidence['smallest']),
    states: (evidence['statesComplete'] === false ? [] : listOf(evidence['states'])).map((item) =>
      readableJson(isJsonObject(item) && item['state'] !== undefined ? item['state'] : item),
    ),
  };
}

function smallestOf(run: Run, value: Json | undefined): Explanation['smallest'] {
  if (!isJsonObject(value)) return undefined;
  const rows = listOf(value['operations']).flatMap((item) => rowOf(run, item) ?? []);
  const of = value['originalOperations'];
  const forgotten = listOf(value['forgotten']).flatMap((item) => (typeof item === 'string' ? [readable(item)] : []));
  return rows.length === 0
    ? undefined
    : { rows, of: typeof of === 'number' ? of : rows.length, complete: value['complete'] === true, forgotten };
}

/** Names under which an operation's place in the history is known, the surest first. */
const indexFields: readonly string[] = ['invoke', 'invokeIndex', 'index', 'op', 'event', 'complete', 'operation'];

/** The row that a number or an object of the evidence names. */
export function rowOf(run: Run, value: Json): number | undefined {
  if (typeof value === 'number') return run.rowOfEvent(value);
  if (!isJsonObject(value)) return undefined;
  for (const name of indexFields) {
    const field = value[name];
    const row = field === undefined ? undefined : rowOf(run, field);
    if (row !== undefined) return row;
  }
  return undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
