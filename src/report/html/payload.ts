import { absent, columnNames, type OperationColumns, type ReportData } from '../data/index.ts';

/**
 * How report data travels inside the page: a JSON part, and behind it the columns as variable-length integers, because a million
 * operations as JSON rows are ten times as large. Written by Node, read by the page, so nothing here belongs to either.
 *
 *     bytes 0-3: length of the JSON part, little endian | JSON, UTF-8 | the columns one after the other, in the order of columnNames
 */
export function encodePayload(data: ReportData): Uint8Array {
  const columns = columnNames.map((name) => encodeColumn(data.operations[name], isDelta(name)));
  const { count, omitted, names, keys, nodes, errors, values } = data.operations;
  const tables = { count, omitted, names, keys, nodes, errors, values };
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
  let at = 4 + jsonLength;
  const columns = columnNames.map((name, i) => {
    const from = at;
    at += columnBytes[i] ?? 0;
    return [name, decodeColumn(bytes.subarray(from, at), data.operations.count, isDelta(name))];
  });
  return { ...data, operations: { ...data.operations, ...Object.fromEntries(columns) } as OperationColumns };
}

type StoredReport = Omit<ReportData, 'operations'> & {
  operations: Omit<OperationColumns, (typeof columnNames)[number]>;
  columnBytes: number[];
};

/** These only grow, so that their differences are small. */
function isDelta(name: (typeof columnNames)[number]): boolean {
  return name === 'startUs' || name === 'invokeIndex';
}

/** Each value plus one (so that `absent` is 0), seven bits a byte, lowest first. Divides instead of shifting: times exceed 32 bits. */
function encodeColumn(values: ArrayLike<number>, delta: boolean): Uint8Array {
  let bytes = new Uint8Array(values.length * 2 + 16);
  let at = 0;
  let previous = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? absent;
    let rest = Math.max(0, delta ? value - previous : value - absent);
    previous = value;
    if (at + 10 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    while (rest >= 128) {
      bytes[at] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
      at += 1;
    }
    bytes[at] = rest;
    at += 1;
  }
  return bytes.subarray(0, at);
}

function decodeColumn(bytes: Uint8Array, count: number, delta: boolean): Float64Array {
  const values = new Float64Array(count);
  let at = 0;
  let previous = 0;
  for (let i = 0; i < count; i += 1) {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) break;
      unit *= 128;
    }
    previous = delta ? previous + value : value + absent;
    values[i] = previous;
  }
  return values;
}
