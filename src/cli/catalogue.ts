import { checkers } from '../../checkers/index.ts';
import { workloads } from '../../workloads/index.ts';
import type { About, Checker, System, Systems, Variant, Workload } from '../core/index.ts';
import { type FaultAbout, familyOf, flavours } from '../nemesis/index.ts';
import { alwaysJudged, builtInSystems, quote } from '../run/index.ts';

/** What a suite may name, or a verdict names, with all that the code says of it. */
export interface CatalogueItem {
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** The rest, by heading. */
  readonly more: readonly Section[];
}

export type Section = readonly [heading: string, text: string];

/** Everything by list, in the order in which it is listed. */
export const catalogue: Readonly<Record<string, (systems?: Systems) => CatalogueItem[]>> = {
  systems: (systems = builtInSystems) => [...systems].map(([key, system]) => systemItem(key, system)),
  bugs: (systems = builtInSystems) =>
    [...systems].flatMap(([key, system]) => system.variants.map((variant) => bugItem(variant, key, system))),
  workloads: () => [...workloads.values()].map(workloadItem),
  faults: () => [...flavours].map(([name, flavour]) => faultItem(name, flavour.description)),
  checkers: () => [
    ...[...checkers.values()].map(checkerItem),
    ...alwaysJudged.map(({ about, ...item }) => ({ ...item, more: sectionsOf(about) })),
  ],
};

/** Where a name stands in any list, in full. */
export function lookUp(name: string, systems?: Systems): { readonly list: string; readonly item: CatalogueItem }[] {
  return Object.entries(catalogue).flatMap(([list, items]) =>
    items(systems)
      .filter((item) => item.name === name)
      .map((item) => ({ list, item })),
  );
}

export function sectionsOf(about: About | FaultAbout): Section[] {
  return [
    ['Property', about.property],
    ['Broken', about.broken],
    ...('proof' in about ? [['Proof', about.proof] as const] : []),
    ['Cannot see', about.cannotSee],
    ['From', about.from],
  ];
}

/** A system of a module is told with where that is. */
function systemItem(key: string, { name, description, config, checkers: own, plans }: System): CatalogueItem {
  return {
    name,
    description,
    more: [
      ['Settings', JSON.stringify(config)],
      ['Judged by', [...own, "and the workload's checkers"].join(', ')],
      ['Plans', Object.keys(plans).join(', ') || 'none'],
      ...(key === name ? [] : [['Module', key] as const]),
    ],
  };
}

function bugItem({ name, description, source, foundBy }: Variant, key: string, { name: system, plans }: System): CatalogueItem {
  const plan = plans[name];
  return {
    name,
    description: [description, ...(source === '' ? [] : [`(${source})`])].join(' '),
    more: [
      ...(foundBy.length === 0 ? [] : [['Seen by', foundBy.join(', ')] as const]),
      ...(plan === undefined ? [] : [['Its plan', plan.description] as const]),
      ['Try', `npx faultline run${key === system ? '' : ` --system ${quote(key)}`} --bug ${name}`],
    ],
  };
}

function workloadItem({ name, description, about, model, checkers: judges, defaults }: Workload): CatalogueItem {
  const mix = Object.entries(defaults.mix).map(([f, weight]) => `${f} ${weight}`);
  return {
    name,
    description,
    more: [...sectionsOf(about), ['Operations', mix.join(', ')], ['Model', model], ['Judged by', judges.join(', ')]],
  };
}

function faultItem(name: string, description: string): CatalogueItem {
  const family = familyOf(name);
  return { name, description, more: family === undefined ? [] : sectionsOf(family.about) };
}

function checkerItem({ name, description, about, rules = {} }: Checker): CatalogueItem {
  return { name, description, more: [...sectionsOf(about), ...Object.entries(rules)] };
}
