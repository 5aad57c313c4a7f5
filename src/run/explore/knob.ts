import { drawItem } from '../../core/index.ts';

/**
 * One knob of a swarm plan: an entry of a table, keyed by the knob's name alone, so that adding a knob or fixing one leaves the others
 * as they were. A value that should come up more often stands in its table more often.
 */
export function drawKnob<T>(seed: number, name: string, table: readonly T[]): T {
  return drawItem(table, seed, 'swarm', name);
}
