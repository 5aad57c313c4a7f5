import { canonical, equal, identity } from '../canonical.ts';
import { changed, type Forgetting, isBefore, type RecordedCall } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets an entry of a log: its appends go, reads see what they saw without it, and offsets behind it become one less.
 *
 * Let L explain the history, and strike the entry out of its states. Where every read is of the whole log and no append was told its
 * offset, a read that saw a state sees what is left of it, however often the entry was appended. Otherwise the entry has to be
 * appended once at most. If some append was told the place of the entry, or some read saw it there, it is there in every state that
 * is long enough; so of an offset that an answer proves to be within the log, the entry is before it or not, the same in every L. Where
 * the place is not known it is only clear for what returned before the entry was appended. Of the rest, a read is dropped and an append
 * is no longer told its offset, so that they say less. A read that shows the entry has it within, and all of it stays where it was; one
 * that saw nothing says that the log was no longer than its offset, which remains so of a shorter one.
 *
 * An append that was told its offset can be forgotten alone, however often there are such: it is in L, what stands at that offset is its
 * entry, and without it every offset behind is one less. What was told the same offset is no longer told it.
 *
 * All offsets that appends were told, and all reads of a part, can be forgotten at once: what is left says less. Entries that were
 * appended several times can be forgotten then.
 */
export const entries: Forgetting = {
  subjects(calls, init) {
    const there = new Set((init as readonly unknown[]).map(identity));
    const values = calls.flatMap(({ operation: { f, input, value } }) => (f === 'append' ? [input] : Array.isArray(value) ? value : []));
    const all = distinct(values.filter((value) => !there.has(identity(value)))).map((id) => ({ what: `entry ${canonical(id)}`, id }));
    if (calls.every(isOfAll)) return all;
    const repeated = calls.filter((call, i) => isTold(call) && calls.some((other, j) => i !== j && appendsSame(call, other)));
    const places = repeated.map((call) => ({ what: `append of event ${call.from}`, id: new Place(call.from) }));
    return [...places, { what: 'offsets', id: offsets }, ...all];
  },
  forget(calls, id) {
    if (id === offsets) return calls.map(withoutOffset);
    if (id instanceof Place) return withoutPlace(calls, id.from);
    const entry = identity(id);
    const its = calls.filter((call) => call.operation.f === 'append' && identity(call.operation.input) === entry);
    const others = calls.filter((call) => !its.includes(call));
    const isWhole = others.every(isOfAll);
    if (!isWhole && its.length > 1) return undefined;
    const [append] = its;
    const place = isWhole ? undefined : placeOf(append, others, entry);
    return calls.map((call) => {
      if (its.includes(call)) return undefined;
      if (call.operation.f === 'append') return appendWithout(call, append, place);
      return readWithout(call, append, place, entry);
    });
  },
};

const offsets: unique symbol = Symbol('offsets, rather than an entry');

/** One append among several of an entry. */
class Place {
  readonly from: number;

  constructor(from: number) {
    this.from = from;
  }
}

function isTold(call: RecordedCall): boolean {
  return call.operation.f === 'append' && toldOffset(call) !== undefined;
}

function appendsSame(a: RecordedCall, b: RecordedCall): boolean {
  return b.operation.f === 'append' && equal(a.operation.input, b.operation.input);
}

function withoutPlace(calls: readonly RecordedCall[], from: number): (RecordedCall | undefined)[] | undefined {
  const append = calls.find((call) => call.from === from && isTold(call));
  const place = append === undefined ? undefined : toldOffset(append);
  if (place === undefined) return undefined;
  return calls.map((call) => {
    if (call === append) return undefined;
    if (call.operation.f === 'append') return appendWithout(call, append, place);
    const seen = Array.isArray(call.operation.value) ? call.operation.value : [];
    const at = place - offsetOfRead(call);
    // Nothing was seen, or nothing that reaches as far.
    if (at >= seen.length) return call;
    return at < 0 ? changed(call, { input: offsetOfRead(call) - 1 }) : changed(call, { value: seen.toSpliced(at, 1) });
  });
}

function isOfAll(call: RecordedCall): boolean {
  return call.operation.f === 'append' ? toldOffset(call) === undefined : offsetOfRead(call) === 0;
}

function withoutOffset(call: RecordedCall): RecordedCall | undefined {
  if (isOfAll(call)) return call;
  return call.operation.f === 'append' ? changed(call, { value: null }) : undefined;
}

function toldOffset({ operation: { input, value, outcome } }: RecordedCall): number | undefined {
  if (outcome !== 'ok' || value === null || equal(value, input)) return undefined;
  return Array.isArray(value) ? (value[0] as number) : undefined;
}

function offsetOfRead({ operation }: RecordedCall): number {
  return (operation.input ?? 0) as number;
}

function placeOf(append: RecordedCall | undefined, others: readonly RecordedCall[], entry: unknown): number | undefined {
  const told = append === undefined ? undefined : toldOffset(append);
  if (told !== undefined) return told;
  for (const call of others) {
    if (call.operation.f !== 'read' || !Array.isArray(call.operation.value)) continue;
    const at = call.operation.value.findIndex((item) => identity(item) === entry);
    if (at !== -1) return offsetOfRead(call) + at;
  }
  return undefined;
}

function appendWithout(call: RecordedCall, append: RecordedCall | undefined, place: number | undefined): RecordedCall {
  const offset = toldOffset(call);
  if (offset === undefined || append === undefined || isBefore(call, append)) return call;
  if (place === undefined || place === offset) return changed(call, { value: null });
  return offset < place ? call : changed(call, { value: [offset - 1, call.operation.input] });
}

function readWithout(
  call: RecordedCall,
  append: RecordedCall | undefined,
  place: number | undefined,
  entry: unknown,
): RecordedCall | undefined {
  const { value } = call.operation;
  const seen = Array.isArray(value) ? value : [];
  const left = seen.filter((item) => identity(item) !== entry);
  if (left.length < seen.length) return changed(call, { value: left });
  const from = offsetOfRead(call);
  if (from === 0 || seen.length === 0 || append === undefined || isBefore(call, append)) return call;
  if (place === undefined) return undefined;
  return place < from ? changed(call, { input: from - 1 }) : call;
}
