import { Command } from 'commander';
import { checkers } from '../../checkers/index.ts';
import { systems } from '../../nodes/index.ts';
import { workloads } from '../../workloads/index.ts';
import { badInput } from '../core/index.ts';
import { faultFlavours } from '../nemesis/index.ts';
import { listRuns } from '../store/index.ts';
import { resultsOption } from './options.ts';

/** `faultline list`: what there is to run, and what was run. */
export function listCommand(): Command {
  return new Command('list')
    .description('what can be run (systems, bugs, workloads, faults, checkers), and the recorded runs')
    .argument('[what]', 'systems, bugs, workloads, faults, checkers or runs; default: all')
    .addOption(resultsOption())
    .option('--json', 'print JSON')
    .action((what: string | undefined, options: { results: string; json?: boolean }) => {
      const all: Record<string, () => { name: string; description: string }[]> = {
        systems: () => [...systems.values()].map(({ name, description }) => ({ name, description })),
        bugs: () =>
          [...systems.values()].flatMap((system) =>
            system.variants.map(({ name, description, source }) => ({ name, description: `${description} (${source})` })),
          ),
        workloads: () => [...workloads.values()].map(({ name, description }) => ({ name, description })),
        faults: () => [...faultFlavours].map(([name, description]) => ({ name, description })),
        checkers: () => [...checkers.values()].map(({ name, description }) => ({ name, description })),
        runs: () => listRuns(options.results).map(({ dir, outcome }) => ({ name: dir, description: outcome ?? 'no verdict' })),
      };
      const chosen = what === undefined ? Object.keys(all) : [what];
      for (const name of chosen)
        if (all[name] === undefined) throw badInput('unknown-list', `list: expected ${Object.keys(all).join(', ')}, got "${name}"`);
      const lists = Object.fromEntries(chosen.map((name) => [name, all[name]?.() ?? []]));
      process.stdout.write(options.json === true ? `${JSON.stringify(lists, null, 2)}\n` : `${formatLists(lists)}\n`);
    });
}

function formatLists(lists: Readonly<Record<string, readonly { name: string; description: string }[]>>): string {
  return Object.entries(lists)
    .map(([title, items]) => {
      const width = Math.max(0, ...items.map(({ name }) => name.length));
      const lines = items.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
      return [title, ...(lines.length === 0 ? ['  none'] : lines)].join('\n');
    })
    .join('\n\n');
}
