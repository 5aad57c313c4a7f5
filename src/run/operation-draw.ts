import { type Draw, DrawSequence } from '../core/index.ts';

/** Draws for one operation of a client; the k-th never depends on another operation. */
export function operationDraw(seed: number, client: number, ordinal: number): Draw {
  const draws = new DrawSequence(seed, 'operation', client, ordinal);
  let count = 0;
  const unit = (): number => {
    count += 1;
    return draws.unit(count);
  };
  const integer = (from: number, to: number): number => from + Math.floor(unit() * (to - from + 1));
  return {
    unit,
    integer,
    item(items) {
      if (items.length === 0) throw new RangeError('item: the list is empty');
      return items[integer(0, items.length - 1)] as (typeof items)[number];
    },
    weighted(weights) {
      let sum = 0;
      for (const name in weights) sum += Math.max(0, weights[name] ?? 0);
      if (sum === 0) throw new RangeError('weighted: no weight is above zero');
      let left = unit() * sum;
      let last = '';
      for (const name in weights) {
        const weight = weights[name] ?? 0;
        if (weight <= 0) continue;
        last = name;
        left -= weight;
        if (left < 0) break;
      }
      return last;
    },
  };
}
