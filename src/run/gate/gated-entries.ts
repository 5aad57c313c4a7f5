import { type BaselineFigures, badInput, type GatedEntry, type WorldName } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { type BaselineEntries, readBaseline } from './baseline.ts';

/**
 * What a campaign asks of its entries, with what the baselines hold. Throws bad input before anything runs: for a baseline that cannot be
 * read, that lacks an entry, or was measured in the other world.
 */
export function gatedEntries(
  entries: readonly SuiteEntry[],
  planned: (entry: SuiteEntry) => GatedEntry['planned'],
  world: WorldName,
): GatedEntry[] {
  const baselines = new Map<string, BaselineEntries>();
  return entries.map((entry) => {
    const { name, expect, gate, place } = entry;
    const file = expect === undefined ? gate?.baseline?.file : undefined;
    return {
      name,
      planned: planned(entry),
      ...(expect === undefined ? {} : { expect }),
      ...(gate === undefined ? {} : { limits: gate }),
      ...(file === undefined ? {} : { baseline: baselineFor(name, file, world, baselines) }),
      ...(place === undefined ? {} : { place }),
    };
  });
}

function baselineFor(name: string, file: string, world: WorldName, read: Map<string, BaselineEntries>): BaselineFigures {
  const entries = read.get(file) ?? readBaseline(file);
  read.set(file, entries);
  const figures = Object.hasOwn(entries, name) ? entries[name] : undefined;
  const anew = `run the suite once without \`gate.baseline\`, then \`faultline baseline ${file}\` writes it anew`;
  if (figures === undefined)
    throw badInput('baseline-incomplete', `expected figures for "${name}", got none of that name; ${anew}`, { file });
  if (figures.world !== world)
    throw badInput(
      'baseline-world',
      `expected figures of the ${world} world for "${name}", got some of the ${figures.world} world; ${anew}`,
      { file },
    );
  return figures;
}
