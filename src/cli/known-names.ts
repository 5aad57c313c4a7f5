import { checkers } from '../../checkers/index.ts';
import { systems } from '../../nodes/index.ts';
import { workloads } from '../../workloads/index.ts';
import type { Plan } from '../core/index.ts';
import { faultFlavours } from '../nemesis/index.ts';
import { type KnownNames, parsePlan } from '../suite/index.ts';
import { readInput } from './read-input.ts';

/** Whatever a suite or a plan may name in this build. */
export function knownNames(): KnownNames {
  return {
    systems: [...systems.keys()],
    workloads: [...workloads.keys()],
    checkers: [...checkers.keys()],
    faultKinds: [...faultFlavours.keys()],
    bugs: (name) => (systems.get(name)?.variants ?? []).map((variant) => variant.name),
  };
}

/** A plan that is to be run: what it names must be here, and is pointed at where it is not. */
export function readPlan(file: string): Plan {
  return parseRunnable(readInput(file, 'plan'), file);
}

/** The same, of a text. */
export function parseRunnable(text: string, file: string): Plan {
  return parsePlan(text, file, knownNames());
}
