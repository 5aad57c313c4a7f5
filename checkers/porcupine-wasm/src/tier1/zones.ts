import { loaded } from '../load.ts';

/** What the zone check exports; assembly/zones.ts says what each does. */
interface ZoneKernel {
  readonly memory: WebAssembly.Memory;
  reserve(operations: number, values: number, events: number): number;
  operationsPointer(): number;
  witness(which: number): number;
  check(first: number, count: number, values: number, events: number): number;
}

/** In place of the value that an operation starts from: it is a read, or it writes whatever was there before. */
export const fromRead = -1;
export const fromNothing = -2;
/** In place of the same: there is no operation here. Such a place has no return. */
export const fromAbsent = -5;
/** In place of the return of an operation of unknown outcome. */
export const neverReturns = 0x7fffffff;

/** Operations over one value, as the check wants them. Events are numbered from 0 in their order; value 0 is the initial one. */
export interface ZoneOperations {
  readonly invokes: Int32Array;
  readonly returns: Int32Array;
  /** What it read or wrote. Nothing is written twice. */
  readonly values: Int32Array;
  /** `fromRead`, `fromNothing`, or the value that it replaced by its own. */
  readonly origins: Int32Array;
}

/** Why no order exists; `events` are the calls and returns that show it. */
export type ZoneConflict =
  /** [call of the one who saw it] */
  | { readonly kind: 'never-written'; readonly events: readonly [number] }
  /** [call, call]: two operations that replaced the same value. */
  | { readonly kind: 'two-successors'; readonly events: readonly [number, number] }
  /** [call, return]: the second must follow the first, and returned before it was called. */
  | { readonly kind: 'out-of-order'; readonly events: readonly [number, number] }
  /** [from, to, from, to]: two values, each of which was held throughout its stretch. -1 is the start of the history. */
  | { readonly kind: 'overlap'; readonly events: readonly [number, number, number, number] }
  /** [from, to, from, to]: a value was held throughout the first stretch, another at some time within the second. */
  | { readonly kind: 'inside'; readonly events: readonly [number, number, number, number] }
  /** [call]: its value was made from others, and they from it. */
  | { readonly kind: 'no-root'; readonly events: readonly [number] };

/** `repeated`: some value is written twice, so the check does not apply. */
export type ZoneVerdict = { readonly verdict: 'valid' | 'repeated' } | { readonly verdict: 'invalid'; readonly conflict: ZoneConflict };

// Statuses by their numbers in assembly/zones.ts.
const kinds = ['valid', 'never-written', 'two-successors', 'out-of-order', 'overlap', 'inside', 'no-root', 'repeated'] as const;

/** Memory over this is given back to the system rather than kept for the next check. */
const keptBytes = 1 << 26;

let idle: ZoneKernel | undefined;

/** What a check takes, as assembly/zones.ts lays it out; a memory has whole pages. */
export function zoneBytes(operations: number, values: number, events: number): number {
  return pageBytes + 16 * operations + 20 * values + 4 * events;
}

const pageBytes = 1 << 16;

/** Checks that share one memory, so that many keys are written once and checked each in turn. */
export interface ZoneMemory {
  readonly operations: ZoneOperations;
  /** Checks `count` operations from `first` on; their values are below `values`, their events below `events`. */
  check(first: number, count: number, values: number, events: number): ZoneVerdict;
}

/** Runs with room for so many operations, values and events; undefined where 4 GiB are too small. */
export function withZones<T>(operations: number, values: number, events: number, use: (zones: ZoneMemory) => T): T | undefined {
  const kernel = idle ?? (new WebAssembly.Instance(loaded('zones'), {}).exports as unknown as ZoneKernel);
  idle = undefined;
  if (!kernel.reserve(operations, values, events)) return undefined;
  const pointer = kernel.operationsPointer() >>> 0;
  const column = (place: number): Int32Array => new Int32Array(kernel.memory.buffer, pointer + place * operations * 4, operations);
  const columns = { invokes: column(0), returns: column(1), values: column(2), origins: column(3) };
  const result = use({
    operations: columns,
    check: (first, count, valueCount, eventCount) => verdictOf(kernel, kernel.check(first, count, valueCount, eventCount)),
  });
  if (kernel.memory.buffer.byteLength <= keptBytes) idle = kernel;
  return result;
}

function verdictOf(kernel: ZoneKernel, status: number): ZoneVerdict {
  const [a, b, c, d] = [kernel.witness(0), kernel.witness(1), kernel.witness(2), kernel.witness(3)];
  const kind = kinds[status];
  switch (kind) {
    case 'valid':
    case 'repeated':
      return { verdict: kind };
    case 'never-written':
    case 'no-root':
      return { verdict: 'invalid', conflict: { kind, events: [a] } };
    case 'two-successors':
    case 'out-of-order':
      return { verdict: 'invalid', conflict: { kind, events: [a, b] } };
    case 'overlap':
    case 'inside':
      return { verdict: 'invalid', conflict: { kind, events: [a, b, c, d] } };
    default:
      throw new Error(`porcupine-wasm: the zone check has no status ${status}`);
  }
}
