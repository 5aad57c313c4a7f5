import { absent, type MessageColumns, type OperationColumns } from '../data/index.ts';

/**
 * How each column becomes small numbers before it becomes bytes: what a row is likely to hold is said as nearly nothing. Both ways go
 * row by row from the top, so that whatever the writer knows of a row when it comes to a column, the reader knows too.
 */
export interface ColumnCode {
  /** The value as a number from 0 on. Called once for each row, in order. */
  encode(value: number, row: number): number;
  decode(code: number, row: number): number;
}

/** The columns that stand before in the order of storing, whole. */
type Before = Pick<OperationColumns, 'process' | 'input' | 'invokeIndex'>;

/** A code is made anew for each column: it keeps what it has seen. */
export function codeOf(name: string, before: Partial<Before>, clientCount: number): ColumnCode {
  switch (name) {
    case 'startUs':
    case 'invokeIndex':
      return rising();
    case 'process':
      return generations(clientCount);
    case 'node':
      return lastOfThread(before.process ?? [], clientCount);
    case 'key':
    case 'input':
      return newest();
    case 'output':
      return near(before.input ?? []);
    case 'completionIndex':
      return behind(before.invokeIndex ?? []);
    default:
      return plain;
  }
}

export function messageCodeOf(name: string, before: Partial<Pick<MessageColumns, 'atUs'>>): ColumnCode {
  if (name === 'atUs') return rising();
  if (name === 'untilUs') return behind(before.atUs ?? []);
  return name === 'detail' ? newest() : plain;
}

/** `absent` is 0. */
const plain: ColumnCode = { encode: (value) => value - absent, decode: (code) => code + absent };

/** Only grows: the difference to the row before. */
function rising(): ColumnCode {
  let previous = 0;
  return {
    encode(value) {
      const code = Math.max(0, value - previous);
      previous = value;
      return code;
    },
    decode(code) {
      previous += code;
      return previous;
    },
  };
}

/** A client goes on under a process number that is larger by the number of clients: who, and how many numbers further than before. */
function generations(clientCount: number): ColumnCode {
  const last = new Map<number, number>();
  return {
    encode(value) {
      const client = value % clientCount;
      const generation = Math.floor(value / clientCount);
      const step = zigzag(generation - (last.get(client) ?? 0));
      last.set(client, generation);
      return step * clientCount + client;
    },
    decode(code) {
      const client = code % clientCount;
      const generation = (last.get(client) ?? 0) + unzigzag(Math.floor(code / clientCount));
      last.set(client, generation);
      return generation * clientCount + client;
    },
  };
}

/** 0 for what the same client had before. */
function lastOfThread(process: ArrayLike<number>, clientCount: number): ColumnCode {
  const last = new Map<number, number>();
  const clientOf = (row: number) => (process[row] ?? 0) % clientCount;
  return {
    encode(value, row) {
      const client = clientOf(row);
      const same = last.get(client) === value;
      last.set(client, value);
      return same ? 0 : value - absent + 1;
    },
    decode(code, row) {
      const client = clientOf(row);
      const value = code === 0 ? (last.get(client) ?? absent) : code - 1 + absent;
      last.set(client, value);
      return value;
    },
  };
}

/** Indexes into a table in the order in which it grew: 2 is the next new one, from 3 on how far behind the newest; 1 is the first. */
function newest(): ColumnCode {
  let highest = absent;
  return {
    encode(value) {
      const code = value === absent ? 0 : value === 0 ? 1 : value > highest ? 1 + (value - highest) * 2 : 2 + (highest - value + 1) * 2;
      highest = Math.max(highest, value);
      return code;
    },
    decode(code) {
      const value = code === 0 ? absent : code === 1 ? 0 : code % 2 === 1 ? highest + (code - 1) / 2 : highest + 1 - (code - 2) / 2;
      highest = Math.max(highest, value);
      return value;
    },
  };
}

/** Indexes into the table that another column fills: how far from the newest that it had so far; 1 is the first of the table. */
function near(filled: ArrayLike<number>): ColumnCode {
  let highest = absent;
  const reach = (row: number) => {
    highest = Math.max(highest, filled[row] ?? absent);
  };
  return {
    encode(value, row) {
      reach(row);
      return value === absent ? 0 : value === 0 ? 1 : 2 + zigzag(highest - value);
    },
    decode(code, row) {
      reach(row);
      return code === 0 ? absent : code === 1 ? 0 : highest - unzigzag(code - 2);
    },
  };
}

/** What comes a little behind what another column says: a completion behind its invocation. */
function behind(before: ArrayLike<number>): ColumnCode {
  return {
    encode: (value, row) => (value === absent ? 0 : 1 + zigzag(value - (before[row] ?? 0))),
    decode: (code, row) => (code === 0 ? absent : (before[row] ?? 0) + unzigzag(code - 1)),
  };
}

/** 0, -1, 1, -2, ... -> 0, 1, 2, 3, ...; by arithmetic, since numbers may exceed 32 bits. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}
