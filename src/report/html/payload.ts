import { columnNames, type MessageColumns, messageColumnNames, type OperationColumns, type ReportData } from '../data/index.ts';
import { type Column, type ColumnCode, codeOf, messageCodeOf } from './column-codes.ts';
import { decodeVarints, encodeVarints } from './varints.ts';

/**
 * How report data travels inside the page: a JSON part, the values as lines, and the columns as variable-length integers, because a
 * million operations as JSON rows are ten times as large. Written by Node, read by the page, so nothing here belongs to either.
 *
 *     bytes 0-3, 4-7: lengths of the JSON part and of the values, little endian | JSON, UTF-8 | values, UTF-8, a line each
 *     | the columns of operations, then those of messages, in the order of their names
 *
 * A value is JSON text, perhaps cut, so it holds no line end and no half of a surrogate pair; splitting is much faster than parsing.
 */
export function encodePayload(data: ReportData): Uint8Array {
  const clientCount = clientCountOf(data);
  const columns = [
    ...columnNames.map((name) => encodeVarints(data.operations[name], codeOf(name, data.operations, clientCount).encode)),
    ...messageColumnNames.map((name) => encodeVarints(data.messages[name], messageCodeOf(name, data.messages).encode)),
  ];
  const stored: StoredReport = {
    ...data,
    operations: { ...without(data.operations, columnNames), values: [], valueCount: data.operations.values.length },
    messages: without(data.messages, messageColumnNames),
    columnBytes: columns.map(({ length }) => length),
  };
  const json = new TextEncoder().encode(JSON.stringify(stored));
  const values = new TextEncoder().encode(data.operations.values.join('\n'));
  const parts = [json, values, ...columns];
  const bytes = new Uint8Array(HEADER_BYTES + parts.reduce((sum, { length }) => sum + length, 0));
  const header = new DataView(bytes.buffer);
  header.setUint32(0, json.length, true);
  header.setUint32(4, values.length, true);
  let at = HEADER_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function decodePayload(bytes: Uint8Array): ReportData {
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const jsonEnd = HEADER_BYTES + header.getUint32(0, true);
  const valuesEnd = jsonEnd + header.getUint32(4, true);
  const decoder = new TextDecoder();
  const { columnBytes, ...data } = JSON.parse(decoder.decode(bytes.subarray(HEADER_BYTES, jsonEnd))) as StoredReport;
  const { valueCount, ...tables } = data.operations;
  const values = valueCount === 0 ? [] : decoder.decode(bytes.subarray(jsonEnd, valuesEnd)).split('\n');
  const clientCount = clientCountOf(data);
  let at = valuesEnd;
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
    operations: { ...tables, values, ...(operations as Record<ColumnName, Column>) },
    messages: { ...data.messages, ...(messages as Record<MessageColumnName, Column>) },
  };
}

const HEADER_BYTES = 8;

function without<T extends object, K extends keyof T>(columns: T, names: readonly K[]): Omit<T, K> {
  const rest: Partial<T> = { ...columns };
  for (const name of names) delete rest[name];
  return rest as Omit<T, K>;
}

type ColumnName = (typeof columnNames)[number];

type MessageColumnName = (typeof messageColumnNames)[number];

type StoredReport = Omit<ReportData, 'operations' | 'messages'> & {
  operations: Omit<OperationColumns, ColumnName> & { valueCount: number };
  messages: Omit<MessageColumns, MessageColumnName>;
  columnBytes: number[];
};

function clientCountOf({ plan }: Pick<ReportData, 'plan'>): number {
  return Math.max(1, plan.load.concurrency);
}
