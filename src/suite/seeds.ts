import { badInput } from '../core/index.ts';

/** Seeds of one list. More want several campaigns. */
export const maxSeedCount = 1_000_000;

export const seedWords = 'a seed, a range like 1..5000 (both ends included), or a list of those; from 0 to 2^53-1';

export type SeedsInput = number | string | readonly (number | string)[];

/** Reads `7`, `1..5000`, `1,5,7..9` or a list of those, in order. `where` (an option, a key) opens the error's message. */
export function parseSeeds(input: SeedsInput, where?: string): number[] {
  const read = readSeeds(input);
  if (typeof read !== 'string') return read;
  throw badInput('bad-seeds', where === undefined ? `Seeds: ${read}` : `${where}: ${read}`);
}

/** The seeds, or what is wrong. */
export function readSeeds(input: SeedsInput): number[] | string {
  const list: readonly (number | string)[] = typeof input === 'object' ? input : [input];
  const items = list.flatMap((item): (number | string)[] => (typeof item === 'string' ? item.split(',') : [item]));
  const seeds: number[] = [];
  for (const item of items) {
    const range = readRange(item);
    if (typeof range === 'string') return range;
    const { first, last } = range;
    if (seeds.length + (last - first + 1) > maxSeedCount)
      return `expected at most ${maxSeedCount} seeds, got more with ${JSON.stringify(item)}`;
    for (let seed = first; seed <= last; seed += 1) seeds.push(seed);
  }
  return seeds.length === 0 ? `expected ${seedWords}; got none` : seeds;
}

function readRange(item: string | number): { first: number; last: number } | string {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(typeof item === 'number' && Number.isInteger(item) ? item.toFixed(0) : String(item).trim());
  if (match === null) return `expected ${seedWords}; got ${JSON.stringify(item)}`;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first > Number.MAX_SAFE_INTEGER || last > Number.MAX_SAFE_INTEGER)
    return `expected seeds from 0 to 2^53-1 (9007199254740991), got ${JSON.stringify(item)}`;
  if (last < first) return `expected a range from the lower to the higher seed, got ${JSON.stringify(item)}`;
  return { first, last };
}
