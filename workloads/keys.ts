import type { GeneratorContext } from '../src/core/index.ts';

/**
 * Which key an operation uses. `keyCount` keys are active at a time; each is given up for a fresh one after `operationsPerRotation`
 * operations of the client, so that no key's history grows without end and checking stays cheap. The slots take turns (each is
 * shifted by its share of a rotation): at any moment some keys are young and some are old.
 */
export function activeKey({ plan, ordinal, draw }: GeneratorContext): string {
  const slot = draw.integer(0, plan.keyCount - 1);
  const shift = Math.floor((slot * plan.operationsPerRotation) / plan.keyCount);
  const set = Math.floor((ordinal + shift) / plan.operationsPerRotation);
  return `k${set * plan.keyCount + slot}`;
}

/** A value that no other operation of the run writes. */
export function uniqueValue({ client, ordinal }: GeneratorContext): string {
  return `c${client}.${ordinal}`;
}
