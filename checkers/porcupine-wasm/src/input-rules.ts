/** What programs without types hand over is looked at before it is judged: taken for something else, it would make a wrong verdict. */
import { type Columns, isColumns } from './columns/columns.ts';
import type { HistoryEvent } from './history.ts';
import type { Model } from './model.ts';

/** Budgets of a check. A comparison with what is no number never comes true, and a budget that is none never ends anything. */
export interface Budgets {
  readonly timeMs?: number;
  readonly memoryBytes?: number;
  readonly configurations?: number;
}

export function mustBeBudgets({ timeMs, memoryBytes, configurations }: Budgets): void {
  for (const [name, value] of Object.entries({ timeMs, memoryBytes, configurations }) as [string, unknown][]) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new TypeError(`porcupine-wasm: expected ${name} to be a number from 0, got ${shown(value)}`);
  }
}

export function mustBeModel<State>(model: Model<State>): void {
  const given: unknown = model;
  if (typeof given === 'object' && given !== null && typeof (given as Partial<Model>).step === 'function') return;
  const hint = typeof given === 'string' ? '; by its name it is models[name], or what checkAsync takes' : '';
  throw new TypeError(`porcupine-wasm: expected a model, with a function 'step', got ${shown(given)}${hint}`);
}

/** Columns themselves are looked at where they are read. */
export function mustBeHistory(history: readonly HistoryEvent[] | Columns): void {
  const given: unknown = history;
  if (Array.isArray(given) || (typeof given === 'object' && given !== null && isColumns(history))) return;
  throw new TypeError(`porcupine-wasm: expected a history: an array of events, or columns; got ${shown(given)}`);
}

export function mustBeEvents(history: readonly HistoryEvent[]): void {
  if (Array.isArray(history)) return;
  const what = (history as unknown) instanceof Object && 'process' in history ? 'columns, which only check takes' : shown(history);
  throw new TypeError(`porcupine-wasm: expected a history as an array of events, got ${what}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'another object' : String(value);
}
