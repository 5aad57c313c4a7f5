import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * A register as concurrent clients of a correct store see it: half reads, half writes, each taking effect once between its call and its
 * return. Emits an event at a time, so that the same history can be objects, columns or lines.
 *   values: writes draw from so many (they repeat), or every write has a value of its own if it is 0
 *   unknown: so many writes, evenly spread, whose outcome nobody learns; a client goes on under a new number, as Jepsen's do
 *   broken: 'early': near the end a read sees a value whose only write is called after it. 'used-up': when all is quiet at the end, reads
 *   see 0 and 1 in turn, more often than there are writes of unknown outcome to bring them back. Nothing explains either.
 */
export function registerHistory({ operations, clients, values = 0, unknown = 0, broken = 'no', seed = 1 }, emit) {
  const random = randomFrom(seed);
  const open = new Array(clients).fill(undefined);
  const processes = Array.from({ length: clients }, (_, i) => i);
  const unknownEvery = unknown === 0 ? 0 : Math.floor(operations / unknown);
  const brokenAt = broken === 'early' ? Math.floor(operations * 0.9) : -1;
  let [state, invoked, left, nextProcess, unknownLeft, dueUnknown] = [null, 0, operations, clients, unknown, 0];
  while (left > 0) {
    const client = Math.floor(random() * clients);
    const call = open[client];
    const process = processes[client];
    if (call === undefined) {
      if (invoked === operations) continue;
      invoked += 1;
      if (unknownEvery > 0 && invoked % unknownEvery === 0) dueUnknown += 1;
      const isWrite = random() < 0.5;
      const value = isWrite ? (values === 0 ? invoked : Math.floor(random() * values)) : null;
      open[client] = { isWrite, value, isDone: false, isLie: false };
      if (!isWrite && brokenAt >= 0 && invoked >= brokenAt && !open.lied) open.lied = open[client].isLie = true;
      emit(process, 'invoke', isWrite ? 'write' : 'read', value);
      continue;
    }
    if (!call.isDone && random() < 0.5) {
      takeEffect(call);
      continue;
    }
    open[client] = undefined;
    left -= 1;
    if (call.isWrite && dueUnknown > 0 && unknownLeft > 0) {
      [dueUnknown, unknownLeft] = [dueUnknown - 1, unknownLeft - 1];
      emit(process, 'info', 'write', call.value);
      processes[client] = nextProcess;
      nextProcess += 1;
      continue;
    }
    takeEffect(call);
    emit(process, 'ok', call.isWrite ? 'write' : 'read', call.isLie ? impossible : call.value);
  }
  if (broken === 'early') {
    emit(nextProcess, 'invoke', 'write', impossible);
    emit(nextProcess, 'ok', 'write', impossible);
  }
  for (let i = 0; broken === 'used-up' && i < unknown + 2; i += 1) {
    emit(nextProcess, 'invoke', 'read', null);
    emit(nextProcess, 'ok', 'read', i % 2);
  }

  function takeEffect(call) {
    if (call.isDone) return;
    call.isDone = true;
    if (call.isWrite) state = call.value;
    else call.value = state;
  }
}

/** Written only after it was read. */
const impossible = 2_000_000_000;

export function asEvents(shape) {
  const events = [];
  registerHistory(shape, (process, type, f, value) => events.push({ process, type, f, value }));
  return events;
}

const types = { invoke: 0, ok: 1, fail: 2, info: 3 };
/** What stands for null in a column of values. */
const nothing = -0x80000000;

export function asColumns(shape) {
  const most = shape.operations * 2 + 2 * (shape.unknown ?? 0) + 4;
  const columns = {
    process: new Int32Array(most),
    type: new Uint8Array(most),
    f: new Uint8Array(most),
    functions: ['read', 'write'],
    value: new Int32Array(most),
  };
  let at = 0;
  registerHistory(shape, (process, type, f, value) => {
    columns.process[at] = process;
    columns.type[at] = types[type];
    columns.f[at] = f === 'write' ? 1 : 0;
    columns.value[at] = value === null ? nothing : value;
    at += 1;
  });
  const filled = Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? column : column.subarray(0, at)]);
  return Object.fromEntries(filled);
}

const linesAtOnce = 10_000;

export function writeJsonl(path, shape) {
  const file = openSync(path, 'w');
  let lines = [];
  const flush = () => {
    writeSync(file, lines.join(''));
    lines = [];
  };
  let index = 0;
  registerHistory(shape, (process, type, f, value) => {
    lines.push(`${JSON.stringify({ index, time: index * 10, process, type, f, key: 'x', value })}\n`);
    index += 1;
    if (lines.length === linesAtOnce) flush();
  });
  flush();
  closeSync(file);
}

/** Few operations, then one read that nothing explains, with so many writes of unknown outcome before it. */
export function unknownWrites(operations, unknown) {
  return { operations, clients: 5, unknown, broken: 'early', seed: 7 };
}

export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
