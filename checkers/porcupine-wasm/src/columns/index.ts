/**
 * Histories as typed arrays: what is plain reading and writing of unique values goes to the zone check as it is, with no object
 * made of it; the rest becomes events and takes the usual way. Knows models, events and tier 1.
 */
import type { CheckOptions, CheckResult } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { invalidResult, type PartitionResult } from '../partition-result.ts';
import { withZones, type ZoneMemory, zoneBytes } from '../tier1/zones.ts';
import { type Columns, validate } from './columns.ts';
import { eventsOf, type KeyEvents } from './events.ts';
import { KeyValues, layOutKeys } from './lay-out.ts';
import { type NumberedValues, numberValues } from './number-values.ts';
import { operationsThatHold } from './one-key.ts';
import { type Survey, survey } from './survey.ts';
import { witnesses } from './witnesses.ts';

export { type Columns, eventTypes, isColumns, nothing } from './columns.ts';
export { eventsNamed } from './events-named.ts';
export { columnsOf } from './from-events.ts';
export { type ColumnHistory, readJsonlColumns } from './jsonl-columns.ts';

type CheckEvents<State> = (model: Model<State>, history: readonly HistoryEvent[], options: CheckOptions, spentMs: number) => CheckResult;

const defaultMemoryBytes = 2 ** 30;

/**
 * The result for each key, as `check` gives it. A key of more than `wholeKeyEvents` events that is invalid is explained by the
 * operations on the values that contradict each other, left alone: the rest cannot mend it, and would be a million objects. `history`: the
 * events themselves, where the columns were made of them.
 */
export function checkColumns<State>(
  model: Model<State>,
  columns: Columns,
  options: CheckOptions,
  checkEvents: CheckEvents<State>,
  history?: readonly HistoryEvent[],
): readonly PartitionResult[] {
  const started = performance.now();
  const atOnce = operationsThatHold(model, columns, options.memoryBytes ?? defaultMemoryBytes);
  if (atOnce !== undefined && atOnce > 0 && model.partition === undefined) {
    return [{ key: columns.key === undefined ? '' : (columns.keys?.[0] ?? ''), verdict: 'valid', operations: atOnce, configurations: 0 }];
  }
  const surveyed = canBeSplit(model, columns) ? survey(model, columns) : undefined;
  const values = surveyed === undefined ? undefined : numberValues(columns, model.init);
  if (surveyed === undefined || values === undefined) {
    // Either something is wrong, which is said here or by the pairing of events, or only objects can tell the values apart.
    validate(columns);
    return checkEvents(model, history ?? eventsOf(columns, 'all'), options, performance.now() - started).partitions;
  }
  const undecided = decidePlainKeys(columns, surveyed, values, options);
  const results = new Map<string, PartitionResult>();
  if (undecided.size > 0) {
    const isWhole = undecided.size === surveyed.order.length && [...undecided.values()].every((events) => events === 'all');
    const original = history === undefined ? undefined : (event: number): HistoryEvent => history[event] as HistoryEvent;
    const events = history !== undefined && isWhole ? history : eventsOf(columns, undecided, original);
    const spentMs = performance.now() - started;
    for (const result of checkEvents(model, events, options, spentMs).partitions) results.set(result.key, result);
  }
  return surveyed.order.map((keyPlace): PartitionResult => {
    const key = columns.key === undefined ? '' : (columns.keys?.[keyPlace] ?? '');
    const operations = surveyed.operations[keyPlace] as number;
    const result = results.get(key);
    if (undecided.has(keyPlace) === (result === undefined)) throw new Error('porcupine-wasm: a key of the columns was not judged');
    if (result === undefined) return { key, verdict: 'valid', operations, configurations: 0 };
    if (undecided.get(keyPlace) !== 'all' && result.verdict === 'valid') {
      throw new Error(`porcupine-wasm: the model '${model.name}' is not consistent: what it calls plain is no reading and writing`);
    }
    const { configurations, reason } = result;
    const shown = undecided.get(keyPlace);
    const isPart = shown !== undefined && shown !== 'all' && shown.calls !== undefined;
    if (result.verdict === 'invalid') {
      return invalidResult(key, operations, configurations, () => asShown(result.evidence as Evidence, isPart));
    }
    return { key, verdict: result.verdict, operations, configurations, ...(reason === undefined ? {} : { reason }) };
  });
}

/** Of a part of the operations it can be said which contradict each other, and not what the others may have come to before. */
function asShown(evidence: Evidence, isPart: boolean): Evidence {
  if (!isPart) return evidence;
  const nothing = { order: [], orderOmitted: 0, states: [], statesOmitted: 0, statesComplete: false, open: [], openOmitted: 0 };
  return { ...evidence, ...nothing };
}

/** Whether keys are partitions, and each stands once in the table. */
function canBeSplit<State>(model: Model<State>, { key, keys = [] }: Columns): boolean {
  return model.partition === undefined && (key === undefined || new Set(keys).size === keys.length);
}

/** What is left to decide or to explain: which events of which keys. */
function decidePlainKeys(columns: Columns, surveyed: Survey, values: NumberedValues, options: CheckOptions): Map<number, KeyEvents> {
  const { order, operations, events, isPlain } = surveyed;
  const undecided = new Map<number, KeyEvents>();
  const starts = new Int32Array(operations.length);
  let total = 0;
  let mostOperations = 0;
  let mostEvents = 0;
  for (const keyPlace of order) {
    if (isPlain[keyPlace] === 0) {
      undecided.set(keyPlace, 'all');
      continue;
    }
    starts[keyPlace] = total;
    total += operations[keyPlace] as number;
    mostOperations = Math.max(mostOperations, operations[keyPlace] as number);
    mostEvents = Math.max(mostEvents, events[keyPlace] as number);
  }
  // Each operation mentions one value at most; there are the initial one and null.
  const valueCount = mostOperations + 2;
  const fits = zoneBytes(total, valueCount, mostEvents) <= (options.memoryBytes ?? defaultMemoryBytes);
  const decided =
    fits &&
    withZones(total, valueCount, mostEvents, (zones) => {
      layOutKeys(columns, surveyed, values, starts, zones.operations);
      checkKeys(surveyed, starts, keyValues(values.count, valueCount, starts.length), zones, undecided);
      return true;
    });
  if (decided !== true) for (const keyPlace of order) undecided.set(keyPlace, 'all');
  return undecided;
}

/** One key whose numbers lie close needs no numbers of its own. */
function keyValues(count: number, room: number, keyCount: number): KeyValues | number {
  return keyCount === 1 && count <= room ? count : new KeyValues(count);
}

function checkKeys(
  surveyed: Survey,
  starts: Int32Array,
  values: KeyValues | number,
  zones: ZoneMemory,
  undecided: Map<number, KeyEvents>,
): void {
  for (const keyPlace of surveyed.order) {
    if (surveyed.isPlain[keyPlace] === 0) continue;
    const first = starts[keyPlace] as number;
    const count = surveyed.operations[keyPlace] as number;
    const eventCount = surveyed.events[keyPlace] as number;
    const valueCount = typeof values === 'number' ? values : values.renumber(zones.operations, keyPlace, first, first + count);
    const result = zones.check(first, count, valueCount, eventCount);
    if (result.verdict === 'repeated') undecided.set(keyPlace, 'all');
    if (result.verdict !== 'invalid') continue;
    undecided.set(keyPlace, witnesses(zones.operations, first, count, eventCount, result.conflict.events));
  }
}
