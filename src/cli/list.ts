import { Command } from 'commander';
import { badInput, type Systems } from '../core/index.ts';
import { builtInSystems, openSystems } from '../run/index.ts';
import { listRuns } from '../store/index.ts';
import { type CatalogueItem, catalogue, lookUp } from './catalogue.ts';
import { resultsOption } from './options.ts';
import { standardOutput } from './standard-output.ts';
import { systemNamed } from './subject.ts';
import { wrapText } from './wrap-text.ts';

type Line = Pick<CatalogueItem, 'name' | 'description'>;

interface ListFlags {
  readonly results: string;
  readonly system?: string;
  readonly json?: boolean;
}

/** Columns of a text that is read, not scanned. */
const TEXT_WIDTH = 100;

/** `faultline list`: what there is to run, and what was run; of one name everything that is known of it. */
export function listCommand(): Command {
  return new Command('list')
    .description('what can be run (systems, bugs, workloads, faults, checkers), and the recorded runs')
    .argument('[what]', 'systems, bugs, workloads, faults, checkers or runs, or one name of these in full; default: all')
    .option('--system <path>', 'also a system of yours, like ./mine.mjs')
    .addOption(resultsOption())
    .option('--json', 'print JSON')
    .action(async (what: string | undefined, { results, system, json = false }: ListFlags) => {
      const systems = await systemsWith(system);
      const lists: Record<string, (known: Systems) => Line[]> = { ...catalogue, runs: () => runLines(results) };
      const chosen = what === undefined ? Object.keys(lists) : [what];
      const text = chosen.every((name) => lists[name] !== undefined)
        ? tellLists(Object.fromEntries(chosen.map((name) => [name, lists[name]?.(systems) ?? []])), json)
        : tellItems(itemsOf(chosen[0] ?? '', Object.keys(lists), systems), json);
      standardOutput.write(`${text}\n`);
    });
}

function runLines(results: string): Line[] {
  return listRuns(results).map(({ dir, outcome }) => ({ name: dir, description: outcome ?? 'no verdict' }));
}

/** Faultline's own, and that of the module. */
async function systemsWith(path: string | undefined): Promise<Systems> {
  const { from } = path === undefined ? {} : await systemNamed(path);
  return from === undefined ? builtInSystems : (await openSystems([from])).systems;
}

function itemsOf(name: string, lists: readonly string[], systems: Systems): ReturnType<typeof lookUp> {
  const items = lookUp(name, systems);
  if (items.length > 0) return items;
  throw badInput('unknown-list', `list: expected ${lists.join(', ')}, or a name that one of them shows, got "${name}"`);
}

function tellLists(lists: Readonly<Record<string, readonly Line[]>>, json: boolean): string {
  if (json) return JSON.stringify(lists, ['name', 'description', ...Object.keys(lists)], 2);
  return Object.entries(lists)
    .map(([title, items]) => {
      const width = Math.max(0, ...items.map(({ name }) => name.length));
      const lines = items.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
      return [title, ...(lines.length === 0 ? ['  none'] : lines)].join('\n');
    })
    .join('\n\n');
}

function tellItems(items: ReturnType<typeof lookUp>, json: boolean): string {
  if (json)
    return JSON.stringify(
      items.map(({ list, item }) => ({ list, ...item, more: Object.fromEntries(item.more) })),
      null,
      2,
    );
  return items
    .map(({ list, item: { name, description, more } }) => {
      const width = Math.max(...more.map(([heading]) => heading.length));
      const rest = more.map(([heading, text]) => `  ${heading.padEnd(width)}  ${wrapText(text, TEXT_WIDTH - width - 4, width + 4)}`);
      return [`${name} (${list})`, `  ${wrapText(description, TEXT_WIDTH - 2, 2)}`, '', ...rest].join('\n');
    })
    .join('\n\n');
}
