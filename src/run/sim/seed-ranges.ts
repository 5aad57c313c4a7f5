/** Rising seeds as ranges, both ends included. */
export function seedRanges(seeds: readonly number[]): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const seed of seeds) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === seed) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges;
}
