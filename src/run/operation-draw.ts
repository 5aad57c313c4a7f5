import { type Draw, drawInteger, drawItem, drawUnit } from '../core/index.ts';

/** Draws for one operation of a client; the k-th never depends on another operation. */
export function operationDraw(seed: number, client: number, ordinal: number): Draw {
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  return {
    unit: () => drawUnit(seed, 'operation', client, ordinal, next()),
    integer: (from, to) => drawInteger(from, to, seed, 'operation', client, ordinal, next()),
    item: (items) => drawItem(items, seed, 'operation', client, ordinal, next()),
    weighted(weights) {
      const entries = Object.entries(weights).filter(([, weight]) => weight > 0);
      let left = drawUnit(seed, 'operation', client, ordinal, next()) * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      const last = entries.at(-1);
      if (last === undefined) throw new RangeError('weighted: no weight is above zero');
      return last[0];
    },
  };
}
