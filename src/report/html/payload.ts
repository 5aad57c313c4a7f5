import { columnNames, type OperationColumns, type ReportData } from '../data/index.ts';
import { codeOf } from './column-codes.ts';
import { decodeVarints, encodeVarints } from './varints.ts';

/**
 * How report data travels inside the page: a JSON part, and behind it the columns as variable-length integers, because a million
 * operations as JSON rows are ten times as large. Written by Node, read by the page, so nothing here belongs to either.
 *
 *     bytes 0-3: length of the JSON part, little endian | JSON, UTF-8 | the columns one after the other, in the order of columnNames
 */
export function encodePayload(data: ReportData): Uint8Array {
  const clientCount = clientCountOf(data);
  const columns = columnNames.map((name) => {
    const code = codeOf(name, data.operations, clientCount);
    return encodeVarints(data.operations[name], code.encode);
  });
  const { count, omitted, valuesOmitted, names, keys, nodes, errors, values } = data.operations;
  const tables = { count, omitted, valuesOmitted, names, keys, nodes, errors, values };
  const json = new TextEncoder().encode(JSON.stringify({ ...data, operations: tables, columnBytes: columns.map(({ length }) => length) }));
  const bytes = new Uint8Array(4 + json.length + columns.reduce((sum, column) => sum + column.length, 0));
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  let at = 4 + json.length;
  for (const column of columns) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

export function decodePayload(bytes: Uint8Array): ReportData {
  const jsonLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { columnBytes, ...data } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))) as StoredReport;
  const { count } = data.operations;
  const clientCount = clientCountOf(data);
  const columns: Partial<Record<ColumnName, ArrayLike<number>>> = {};
  let at = 4 + jsonLength;
  for (const [i, name] of columnNames.entries()) {
    const from = at;
    at += columnBytes[i] ?? 0;
    // Times in microseconds exceed 32 bits after half an hour; nothing else does.
    const target = name === 'startUs' || name === 'durationUs' ? new Float64Array(count) : new Int32Array(count);
    columns[name] = decodeVarints(bytes.subarray(from, at), target, codeOf(name, columns, clientCount).decode);
  }
  return { ...data, operations: { ...data.operations, ...(columns as Record<ColumnName, ArrayLike<number>>) } };
}

type ColumnName = (typeof columnNames)[number];

type StoredReport = Omit<ReportData, 'operations'> & {
  operations: Omit<OperationColumns, ColumnName>;
  columnBytes: number[];
};

function clientCountOf({ plan }: Pick<ReportData, 'plan'>): number {
  return Math.max(1, plan.load.concurrency);
}
