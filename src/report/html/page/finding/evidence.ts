import { type Finding, isJsonObject, type Json } from '../../../../core/index.ts';
import { readableJson } from '../../../words/index.ts';
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
  /** All states that are possible when it comes; empty where some are not known. */
  readonly states: readonly string[];
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
    states: (evidence['statesComplete'] === false ? [] : listOf(evidence['states'])).map((item) =>
      readableJson(isJsonObject(item) && item['state'] !== undefined ? item['state'] : item),
    ),
  };
}

/** Names under which an operation's place in the history is known, the surest first. */
const indexFields: readonly string[] = ['invoke', 'invokeIndex', 'index', 'op', 'event', 'complete', 'operation'];

function rowOf(run: Run, value: Json): number | undefined {
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
