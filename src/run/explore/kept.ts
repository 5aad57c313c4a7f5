import type { JsonObject, LimitsPlan, LoadPlan, Ms, PhasesPlan, WorkloadPlan } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import type { Overrides } from '../overrides.ts';

/** What a person has said. `flavours`: the faults to draw from; undefined: all that there are. */
export type Fixed = Pick<Overrides, 'flavours' | 'nodeCount' | 'concurrency' | 'ratePerSecond' | 'safetyMs'> & {
  /** The entry is of the user's own suite: what it states is kept too, and only what it leaves open is drawn. */
  readonly suiteStands?: boolean;
};

/** What no draw changes, of one entry. What is absent is drawn. */
export interface Kept {
  readonly nodes: boolean;
  /** Settings of the system, by name. */
  readonly config: JsonObject;
  readonly workload: Partial<WorkloadPlan>;
  readonly load: Partial<LoadPlan>;
  readonly phases: Partial<PhasesPlan>;
  readonly limits: Partial<LimitsPlan>;
  readonly faults: KeptFaults;
}

export interface KeptFaults {
  /** The steps of the entry are the plan's: a schedule by hand, or none. */
  readonly steps: boolean;
  /** Only these flavours; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Every one of `only`, not some of them. */
  readonly every: boolean;
  readonly intervalMs?: Ms;
  readonly durationMs?: Ms;
}

export function keptOf(entry: SuiteEntry, fixed: Fixed): Kept {
  const { nodeCount, concurrency, ratePerSecond, safetyMs } = fixed;
  const stated = fixed.suiteStands === true ? entry : undefined;
  return {
    nodes:
      entry.nemesis.kind === 'schedule' || nodeCount !== undefined || (stated !== undefined && stated.open?.includes('nodes') !== true),
    config: stated?.system.config ?? {},
    workload: stated?.workload ?? {},
    load: {
      ...stated?.load,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    },
    phases: { ...stated?.phases, ...(safetyMs === undefined ? {} : { safetyMs }) },
    limits: stated?.limits ?? {},
    faults: keptFaults(entry, stated, fixed.flavours),
  };
}

function keptFaults({ nemesis }: SuiteEntry, stated: SuiteEntry | undefined, flavours: readonly string[] | undefined): KeptFaults {
  switch (nemesis.kind) {
    case 'schedule':
      return { steps: stated !== undefined, only: flavours, every: false };
    case 'none':
      return { steps: stated !== undefined, only: flavours, every: false };
    case 'random': {
      if (stated === undefined) return { steps: false, only: flavours, every: false };
      const isOpen = (what: 'interval' | 'duration'): boolean => stated.open?.includes(what) === true;
      return {
        steps: false,
        only: flavours ?? nemesis.flavours,
        every: flavours === undefined,
        ...(isOpen('interval') ? {} : { intervalMs: nemesis.intervalMs }),
        ...(isOpen('duration') ? {} : { durationMs: nemesis.durationMs }),
      };
    }
  }
}
