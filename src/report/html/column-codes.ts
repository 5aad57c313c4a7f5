import { absent, type MessageColumns, type OperationColumns } from '../data/index.ts';

/**
 * How each column becomes small numbers before it becomes bytes: what a row is likely to hold is said as nearly nothing. Both ways go
 * row by row from the top, so that whatever the writer knows of a row when it comes to a column, the reader knows too.
 */
export interface ColumnCode {
  /** The value as a number from 0 on. Called once for each row, in order. */
  encode(value: number, row: number): number;
  /** Turns the codes of all rows into their values, in place: one loop a column, because there are a million rows. */
  decode(codes: Column): void;
}

/** A column as the page holds it. */
export type Column = Float64Array | Int32Array;

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
const plain: ColumnCode = {
  encode: (value) => value - absent,
  decode(codes) {
    for (let row = 0; row < codes.length; row += 1) codes[row] = (codes[row] ?? 0) + absent;
  },
};

/** Only grows: the difference to the row before. */
function rising(): ColumnCode {
  let previous = 0;
  return {
    encode(value) {
      const code = Math.max(0, value - previous);
      previous = value;
      return code;
    },
    decode(codes) {
      let value = 0;
      for (let row = 0; row < codes.length; row += 1) {
        value += codes[row] ?? 0;
        codes[row] = value;
      }
    },
  };
}

/** A client goes on under a process number that is larger by the number of clients: who, and how many numbers further than before. */
function generations(clientCount: number): ColumnCode {
  const last = new Float64Array(clientCount);
  return {
    encode(value) {
      const client = value % clientCount;
      const generation = Math.floor(value / clientCount);
      const step = zigzag(generation - (last[client] ?? 0));
      last[client] = generation;
      return step * clientCount + client;
    },
    decode(codes) {
      for (let row = 0; row < codes.length; row += 1) {
        const code = codes[row] ?? 0;
        const client = code % clientCount;
        const generation = (last[client] ?? 0) + unzigzag((code - client) / clientCount);
        last[client] = generation;
        codes[row] = generation * clientCount + client;
      }
    },
  };
}

/** 0 for what the same client had before. */
function lastOfThread(process: ArrayLike<number>, clientCount: number): ColumnCode {
  const last = new Int32Array(clientCount).fill(absent);
  return {
    encode(value, row) {
      const client = (process[row] ?? 0) % clientCount;
      const same = last[client] === value;
      last[client] = value;
      return same ? 0 : value - absent + 1;
    },
    decode(codes) {
      for (let row = 0; row < codes.length; row += 1) {
        const code = codes[row] ?? 0;
        const client = (process[row] ?? 0) % clientCount;
        if (code !== 0) last[client] = code - 1 + absent;
        codes[row] = last[client] ?? absent;
      }
    },
  };
}

/** Indexes into a table in the order in which it grew: odd from 3 on is a new one, even how far behind the newest; 1 is the first of all. */
function newest(): ColumnCode {
  let highest = absent;
  return {
    encode(value) {
      const code = value === absent ? 0 : value === 0 ? 1 : value > highest ? 1 + (value - highest) * 2 : 2 + (highest - value + 1) * 2;
      highest = Math.max(highest, value);
      return code;
    },
    decode(codes) {
      let reached = absent;
      for (let row = 0; row < codes.length; row += 1) {
        const code = codes[row] ?? 0;
        const value = code < 2 ? code - 1 : code % 2 === 1 ? reached + (code - 1) / 2 : reached + 1 - (code - 2) / 2;
        if (value > reached) reached = value;
        codes[row] = value;
      }
    },
  };
}

/** Indexes into the table that another column fills: how far from the newest that it had so far; 1 is the first of the table. */
function near(filled: ArrayLike<number>): ColumnCode {
  let highest = absent;
  return {
    encode(value, row) {
      highest = Math.max(highest, filled[row] ?? absent);
      return value === absent ? 0 : value === 0 ? 1 : 2 + zigzag(highest - value);
    },
    decode(codes) {
      let reached = absent;
      for (let row = 0; row < codes.length; row += 1) {
        const code = codes[row] ?? 0;
        const newestSoFar = filled[row] ?? absent;
        if (newestSoFar > reached) reached = newestSoFar;
        codes[row] = code < 2 ? code - 1 : reached - unzigzag(code - 2);
      }
    },
  };
}

/** What comes a little behind what another column says: a completion behind its invocation. */
function behind(before: ArrayLike<number>): ColumnCode {
  return {
    encode: (value, row) => (value === absent ? 0 : 1 + zigzag(value - (before[row] ?? 0))),
    decode(codes) {
      for (let row = 0; row < codes.length; row += 1) {
        const code = codes[row] ?? 0;
        codes[row] = code === 0 ? absent : (before[row] ?? 0) + unzigzag(code - 1);
      }
    },
  };
}

/** 0, -1, 1, -2, ... -> 0, 1, 2, 3, ...; by arithmetic, since numbers may exceed 32 bits. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}
