import { columnNames, type MessageColumns, messageColumnNames, type OperationColumns, type ReportData } from '../data/index.ts';
import { type Column, type ColumnCode, codeOf, messageCodeOf } from './column-codes.ts';
import { decodeVarints, encodeVarints } from './varints.ts';

/**
 * How report data travels inside the page: a JSON part, and behind it the columns as variable-length integers, because a million
 * operations as JSON rows are ten times as large. Written by Node, read by the page, so nothing here belongs to either.
 *
 *     bytes 0-3: length of the JSON part, little endian | JSON, UTF-8 | the columns one after the other, in the order of columnNames
 */
export function encodePayload(data: ReportData): Uint8Array {
  const clientCount = clientCountOf(data);
  const columns = [
    ...columnNames.map((name) => encodeVarints(data.operations[name], codeOf(name, data.operations, clientCount).encode)),
    ...messageColumnNames.map((name) => encodeVarints(data.messages[name], messageCodeOf(name, data.messages).encode)),
  ];
  const stored: StoredReport = {
    ...data,
    operations: without(data.operations, columnNames),
    messages: without(data.messages, messageColumnNames),
    columnBytes: columns.map(({ length }) => length),
  };
  const json = new TextEncoder().encode(JSON.stringify(stored));
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
  const clientCount = clientCountOf(data);
  let at = 4 + jsonLength;
  let column = 0;
  /** Times in microseconds exceed 32 bits after half an hour; nothing else does. */
  const next = (count: number, isTime: boolean, code: ColumnCode): Column => {
    const from = at;
    at += columnBytes[column] ?? 0;
    column += 1;
    const values = decodeVarints(bytes.subarray(from, at), isTime ? new Float64Array(count) : new Int32Array(count));
    code.decode(values);
    return values;
  };
  const operations: Partial<Record<ColumnName, Column>> = {};
  for (const name of columnNames)
    operations[name] = next(data.operations.count, name.endsWith('Us'), codeOf(name, operations, clientCount));
  const messages: Partial<Record<MessageColumnName, Column>> = {};
  for (const name of messageColumnNames) messages[name] = next(data.messages.count, name.endsWith('Us'), messageCodeOf(name, messages));
  return {
    ...data,
    operations: { ...data.operations, ...(operations as Record<ColumnName, Column>) },
    messages: { ...data.messages, ...(messages as Record<MessageColumnName, Column>) },
  };
}

function without<T extends object, K extends keyof T>(columns: T, names: readonly K[]): Omit<T, K> {
  const rest: Partial<T> = { ...columns };
  for (const name of names) delete rest[name];
  return rest as Omit<T, K>;
}

type ColumnName = (typeof columnNames)[number];

type MessageColumnName = (typeof messageColumnNames)[number];

type StoredReport = Omit<ReportData, 'operations' | 'messages'> & {
  operations: Omit<OperationColumns, ColumnName>;
  messages: Omit<MessageColumns, MessageColumnName>;
  columnBytes: number[];
};

function clientCountOf({ plan }: Pick<ReportData, 'plan'>): number {
  return Math.max(1, plan.load.concurrency);
}
