import { loaded } from '../load.ts';
import type { Model } from '../model.ts';
import { type Columns, lengthsDiffer, nothing } from './columns.ts';
import { initialNumber, rangeOfIntegers, reserved, spreadLimit } from './number-values.ts';
import { codesOf, highestProcess, processesLimit } from './survey.ts';

/** What assembly/columns.ts exports; it says what each does. */
interface ColumnsKernel {
  readonly memory: WebAssembly.Memory;
  readonly chunkEvents: WebAssembly.Global;
  neededBytes(processes: number, values: number, events: number): number;
  begin(processes: number, values: number, events: number, least: number, initial: number, nullNumber: number): number;
  codesPointer(): number;
  chunkPointer(): number;
  callCount(): number;
  feed(count: number): number;
  end(): number;
}

const holds = 1;
/** Ends of zones are kept doubled, in 32 bits. */
const eventsLimit = 2 ** 30;
/** Memory over this is given back to the system rather than kept for the next check. */
const keptBytes = 1 << 26;

let idle: ColumnsKernel | undefined;

/**
 * How many operations there are, if the columns hold one key that is only read and written, each number once, and all is as it should be.
 * Undefined says nothing: there may be more keys, other operations, or something wrong.
 */
export function operationsThatHold<State>(model: Model<State>, columns: Columns, memoryBytes: number): number | undefined {
  const { process, value, keys } = columns;
  if (!(value instanceof Int32Array) || lengthsDiffer(columns) || process.length > eventsLimit) return undefined;
  if (columns.key !== undefined && (keys?.length !== 1 || columns.key.some((place) => place !== 0))) return undefined;
  const initial = initialNumber(columns, model.init);
  const { least, most } = rangeOfIntegers(value);
  if (columns.values !== undefined && least <= most && (least < 0 || most >= columns.values.length)) return undefined;
  const processCount = highestProcess(process) + 1;
  // A number that stands for null cannot stand for the initial value as well.
  if (
    initial === undefined ||
    initial === nothing ||
    most - least > spreadLimit * value.length ||
    processCount > processesLimit(process.length)
  )
    return undefined;
  const kernel = idle ?? (new WebAssembly.Instance(loaded('columns'), {}).exports as unknown as ColumnsKernel);
  idle = undefined;
  const valueCount = Math.max(0, most - least + 1) + reserved;
  const nullNumber = (model.init ?? null) === null ? 0 : 1;
  if (kernel.neededBytes(processCount, valueCount, process.length) > memoryBytes) return undefined;
  // A number of more than 32 bits stands nowhere in the column; cut to 32 bits it would be another one that may.
  const initialInColumn = initial === (initial | 0) ? initial : nothing;
  if (kernel.begin(processCount, valueCount, process.length, least, initialInColumn, nullNumber) === 0) return undefined;
  new Uint8Array(kernel.memory.buffer, kernel.codesPointer() >>> 0).set(codesOf(model, columns.functions));
  const result = feedAll(kernel, columns) && kernel.end() === holds ? kernel.callCount() : undefined;
  if (kernel.memory.buffer.byteLength <= keptBytes) idle = kernel;
  return result;
}

function feedAll(kernel: ColumnsKernel, { process, value, type, f }: Columns): boolean {
  const chunk: number = kernel.chunkEvents.value;
  const pointer = kernel.chunkPointer() >>> 0;
  const { buffer } = kernel.memory;
  const processes = new Int32Array(buffer, pointer, chunk);
  const values = new Int32Array(buffer, pointer + chunk * 4, chunk);
  const types = new Uint8Array(buffer, pointer + chunk * 8, chunk);
  const functions = new Uint8Array(buffer, pointer + chunk * 9, chunk);
  for (let from = 0; from < process.length; from += chunk) {
    const to = Math.min(from + chunk, process.length);
    processes.set(process.subarray(from, to));
    values.set((value as Int32Array).subarray(from, to));
    types.set(type.subarray(from, to));
    functions.set(f.subarray(from, to));
    if (kernel.feed(to - from) === 0) return false;
  }
  return true;
}
