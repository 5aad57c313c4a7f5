export type RandomNumber = () => number;

/** Numbers in [0, 1) that depend on the seed alone. */
export function randomFrom(seed: number): RandomNumber {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: RandomNumber, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

export function below(random: RandomNumber, count: number): number {
  return Math.floor(random() * count);
}
