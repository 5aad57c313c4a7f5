import { type ClientEvent, type Json, roundMs } from '../../core/index.ts';
import { shorten } from './bounds.ts';
import { absent, columnNames, type OperationColumns, outcomeCodes, type Span } from './report-data.ts';

/** The report draws so many operations; the rest is counted and named as left out. */
export const OPERATIONS_MAX = 1_000_000;
const VALUE_CHARS_MAX = 400;
const NAME_CHARS_MAX = 160;
/** Of all values together, and of all keys; what comes for the first time after that is counted, and shown as left out. */
const TABLE_CHARS_MAX = 20_000_000;
const LEFT_OUT = '… (left out: the report holds no more texts)';

/** Puts invocations and completions together, column by column, as they come. */
export class OperationCollector {
  readonly #columns = Object.fromEntries(columnNames.map((name) => [name, [] as number[]])) as Record<
    (typeof columnNames)[number],
    number[]
  >;
  readonly #names = new Table();
  readonly #keys = new Table();
  readonly #nodes = new Table();
  readonly #errors = new Table();
  readonly #values = new Table();
  readonly #open = new Map<number, number>();
  #omitted = 0;

  add(event: ClientEvent): void {
    if (event.type === 'invoke') this.#invoke(event);
    else this.#complete(event);
  }

  finish(): OperationColumns {
    return {
      ...this.#columns,
      count: this.#columns.startUs.length,
      omitted: this.#omitted,
      valuesOmitted: this.#values.omitted + this.#keys.omitted,
      names: this.#names.texts,
      keys: this.#keys.texts,
      nodes: this.#nodes.texts,
      errors: this.#errors.texts,
      values: this.#values.texts,
    };
  }

  #invoke(event: ClientEvent): void {
    const columns = this.#columns;
    const row = columns.startUs.length;
    if (row >= OPERATIONS_MAX) {
      this.#omitted += 1;
      this.#open.delete(event.process);
      return;
    }
    this.#open.set(event.process, row);
    columns.startUs.push(Math.round(event.time / 1000));
    columns.durationUs.push(absent);
    columns.outcome.push(outcomeCodes.open);
    columns.process.push(event.process);
    columns.f.push(this.#names.index(shorten(event.f, NAME_CHARS_MAX)));
    columns.key.push(event.key === undefined ? absent : this.#keys.index(shorten(event.key, NAME_CHARS_MAX)));
    columns.node.push(event.node === undefined ? absent : this.#nodes.index(event.node));
    columns.error.push(absent);
    columns.input.push(this.#value(event.value));
    columns.output.push(absent);
    columns.invokeIndex.push(event.index);
    columns.completionIndex.push(absent);
  }

  #complete(event: ClientEvent): void {
    const row = this.#open.get(event.process);
    if (row === undefined) return;
    this.#open.delete(event.process);
    const columns = this.#columns;
    columns.durationUs[row] = Math.max(0, Math.round(event.time / 1000) - (columns.startUs[row] ?? 0));
    columns.outcome[row] = outcomeCodes[event.type as 'ok' | 'fail' | 'info'];
    columns.completionIndex[row] = event.index;
    if (event.node !== undefined) columns.node[row] = this.#nodes.index(event.node);
    if (event.error !== undefined) columns.error[row] = this.#errors.index(shorten(event.error, NAME_CHARS_MAX));
    const output = this.#value(event.seen ?? event.value);
    if (output !== columns.input[row]) columns.output[row] = output;
  }

  #value(value: Json): number {
    // A long string is cut before it is quoted: it may be a megabyte, and there may be many.
    const cut = typeof value === 'string' && value.length > VALUE_CHARS_MAX ? shorten(value, VALUE_CHARS_MAX) : value;
    return this.#values.index(shorten(JSON.stringify(cut) ?? 'null', 2 * VALUE_CHARS_MAX));
  }
}

/** How the operations invoked within a span ended; `info` includes those that never ended. */
export function countOutcomes(operations: OperationColumns, span: Span): { ok: number; fail: number; info: number } {
  const counts = { ok: 0, fail: 0, info: 0 };
  const toUs = span.toMs * 1000;
  for (let row = firstRowAt(operations, span.fromMs); row < operations.count; row += 1) {
    if ((operations.startUs[row] ?? 0) > toUs) break;
    const outcome = operations.outcome[row];
    if (outcome === outcomeCodes.ok) counts.ok += 1;
    else if (outcome === outcomeCodes.fail) counts.fail += 1;
    else counts.info += 1;
  }
  return counts;
}

/** When the last operation ended, as far as one did. */
export function lastTimeMs(operations: OperationColumns): number {
  let lastUs = 0;
  for (let row = 0; row < operations.count; row += 1) {
    lastUs = Math.max(lastUs, (operations.startUs[row] ?? 0) + Math.max(0, operations.durationUs[row] ?? 0));
  }
  return roundMs(lastUs / 1000);
}

function firstRowAt(operations: OperationColumns, atMs: number): number {
  let low = 0;
  let high = operations.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((operations.startUs[middle] ?? 0) < atMs * 1000) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Texts in order of their first appearance, each once. */
class Table {
  readonly texts: string[] = [];
  readonly #indexes = new Map<string, number>();
  #chars = 0;
  omitted = 0;

  index(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    if (this.#chars + text.length > TABLE_CHARS_MAX && text !== LEFT_OUT) {
      this.omitted += 1;
      return this.index(LEFT_OUT);
    }
    const index = this.texts.length;
    this.texts.push(text);
    this.#chars += text.length;
    this.#indexes.set(text, index);
    return index;
  }
}
