import { identity } from '../canonical.ts';
import type { HistoryEvent } from '../history.ts';
import { type Columns, nothing } from './columns.ts';
import { StringTable } from './string-table.ts';

const firstCapacity = 1 << 12;

/** Columns that grow event by event. Values stay numbers until one comes that is none; then all become places in a table. */
export class ColumnBuilder {
  length = 0;
  readonly functions: StringTable = new StringTable();
  readonly keys: StringTable = new StringTable();
  /** Strings among the values, by the numbers that `addString` takes. */
  readonly strings: StringTable = new StringTable();
  private process = new Int32Array(firstCapacity);
  private type = new Uint8Array(firstCapacity);
  private f = new Uint8Array(firstCapacity);
  private key = new Int32Array(firstCapacity);
  private value = new Int32Array(firstCapacity);
  private time = new Float64Array(firstCapacity);
  private line = new Int32Array(firstCapacity);
  private everyTime = true;
  private readonly extras = new Map<number, Pick<HistoryEvent, 'error' | 'seen'>>();
  private values: unknown[] | undefined;
  private readonly places = new Map<unknown, number>();
  private readonly stringPlaces: number[] = [];

  /** Opens the entry of one more event; its value is null until it is set. `time` may be undefined. */
  add(process: number, type: number, f: number, key: number, time: number | undefined, line: number): void {
    if (this.length === this.process.length) this.grow();
    const at = this.length;
    this.length += 1;
    this.process[at] = process;
    this.type[at] = type;
    this.f[at] = f;
    this.key[at] = key;
    this.value[at] = nothing;
    this.line[at] = line;
    if (time === undefined) this.everyTime = false;
    else this.time[at] = time;
  }

  /** An integer of 32 bits, or `nothing`. */
  setNumber(value: number): void {
    this.value[this.length - 1] = this.values === undefined || value === nothing ? value : this.placeOf(value);
  }

  setString(string: number): void {
    this.useTable();
    let place = this.stringPlaces[string];
    if (place === undefined) {
      place = this.placeOf(this.strings.strings[string]);
      this.stringPlaces[string] = place;
    }
    this.value[this.length - 1] = place;
  }

  setValue(value: unknown): void {
    if (value === null || value === undefined) return;
    if (typeof value === 'number' && value === (value | 0) && value !== nothing) {
      this.setNumber(value | 0);
      return;
    }
    this.useTable();
    this.value[this.length - 1] = this.placeOf(value);
  }

  setExtras(extras: Pick<HistoryEvent, 'error' | 'seen'>): void {
    this.extras.set(this.length - 1, extras);
  }

  finish(): { columns: Columns; lines: Int32Array } {
    const { length, values, extras } = this;
    const columns = {
      process: this.process.subarray(0, length),
      type: this.type.subarray(0, length),
      f: this.f.subarray(0, length),
      functions: this.functions.strings,
      key: this.key.subarray(0, length),
      keys: this.keys.strings,
      value: this.value.subarray(0, length),
      ...(values === undefined ? {} : { values }),
      ...(this.everyTime && length > 0 ? { time: this.time.subarray(0, length) } : {}),
      ...(extras.size === 0 ? {} : { extras }),
    };
    return { columns, lines: this.line.subarray(0, length) };
  }

  private useTable(): void {
    if (this.values !== undefined) return;
    this.values = [];
    for (let event = 0; event < this.length; event += 1) {
      const value = this.value[event] as number;
      if (value !== nothing) this.value[event] = this.placeOf(value);
    }
  }

  private placeOf(value: unknown): number {
    const key = identity(value);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const values = this.values ?? [];
    const place = values.push(value) - 1;
    this.places.set(key, place);
    return place;
  }

  private grow(): void {
    const capacity = this.length * 2;
    this.process = larger(this.process, new Int32Array(capacity));
    this.type = larger(this.type, new Uint8Array(capacity));
    this.f = larger(this.f, new Uint8Array(capacity));
    this.key = larger(this.key, new Int32Array(capacity));
    this.value = larger(this.value, new Int32Array(capacity));
    this.time = larger(this.time, new Float64Array(capacity));
    this.line = larger(this.line, new Int32Array(capacity));
  }
}

function larger<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
