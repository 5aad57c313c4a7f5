import type { HistoryEvent } from '../../history.ts';
import { below, pick, type RandomNumber } from '../random-number.ts';
import type { SimulatedObject } from './index.ts';

export const set: SimulatedObject = {
  start: (init) => init ?? [],
  draw(random, values) {
    const f = pick(random, ['add', 'add', 'remove', 'read', 'read']);
    return { f, value: f === 'read' ? null : below(random, values) };
  },
  apply(random, state, { f, value }) {
    const items = state as readonly unknown[];
    // Sets have no order, and what a read shows first is nobody's business.
    if (f === 'read') return { state, done: { type: 'ok', value: random() < 0.5 ? items : [...items].reverse() } };
    const others = items.filter((item) => item !== value);
    return { state: f === 'add' ? [...others, value] : others, done: { type: 'ok', value } };
  },
  falsify: falsifyArray,
};

export const counter: SimulatedObject = {
  start: (init) => init ?? 0,
  draw(random, values) {
    const f = pick(random, ['add', 'add', 'read']);
    // With an odd number of values nothing is ever taken away.
    const least = values % 2 === 0 ? -1 : 0;
    return { f, value: f === 'read' ? null : least + below(random, values) };
  },
  apply(_, state, { f, value }) {
    const next = f === 'add' ? Number(state) + Number(value) : state;
    return { state: next, done: { type: 'ok', value: f === 'add' ? value : state } };
  },
  falsify(random, values, event) {
    if (event.f !== 'read' || event.type !== 'ok') return undefined;
    const value = random() < 0.1 ? null : Number(event.value) + pick(random, [-1, 1]) * (1 + below(random, values));
    return { ...event, value };
  },
};

export const log: SimulatedObject = {
  start: (init) => init ?? [],
  draw(random, values) {
    const f = pick(random, ['append', 'append', 'read']);
    if (f === 'append') return { f, value: below(random, values) };
    return { f, value: random() < 0.7 ? null : below(random, 4) };
  },
  apply(random, state, { f, value }) {
    const entries = state as readonly unknown[];
    if (f === 'read') return { state, done: { type: 'ok', value: entries.slice(Number(value ?? 0)) } };
    const told = random() < 0.5 ? [entries.length, value] : random() < 0.5 ? value : null;
    return { state: [...entries, value], done: { type: 'ok', value: told } };
  },
  falsify(random, values, event) {
    if (event.f === 'read') return falsifyArray(random, values, event);
    if (event.type !== 'ok' || event.value === null) return undefined;
    const entry = Array.isArray(event.value) ? event.value[1] : event.value;
    return { ...event, value: [below(random, 4), entry] };
  },
};

/** One element more, less, twice, other, or two in each other's place. */
function falsifyArray(random: RandomNumber, values: number, event: HistoryEvent): HistoryEvent | undefined {
  if (event.f !== 'read' || event.type !== 'ok') return undefined;
  const items = (event.value ?? []) as readonly unknown[];
  const at = below(random, items.length);
  switch (below(random, 5)) {
    case 0:
      return { ...event, value: [...items, below(random, values)] };
    case 1:
      return { ...event, value: items.filter((_, i) => i !== at) };
    case 2:
      return items.length === 0 ? undefined : { ...event, value: [...items, items[at]] };
    case 3:
      return items.length === 0 ? undefined : { ...event, value: items.with(at, below(random, values)) };
    default:
      return items.length < 2 ? undefined : { ...event, value: [items[1], items[0], ...items.slice(2)] };
  }
}
