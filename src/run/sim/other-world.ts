import { localCapabilities } from '../../cluster/local/index.ts';
import { defaultSimulation, type FaultStep, type Plan, type WorldName } from '../../core/index.ts';

/** Real processes take their time to start and to stop, whatever was enough in virtual time. */
const LOCAL_READY_MIN_MS = 20_000;
const LOCAL_STOP_MIN_MS = 5000;

export interface MovedPlan {
  readonly plan: Plan;
  /** What had to be left behind: sentences. */
  readonly left: readonly string[];
}

/** The same plan for another world, as far as that world goes. */
export function movePlan(plan: Plan, world: WorldName): MovedPlan {
  if (plan.world === world) return { plan, left: [] };
  switch (world) {
    case 'local':
      return toLocal(plan);
    case 'simulated':
      return { plan: { ...plan, world, simulation: plan.simulation ?? defaultSimulation }, left: [] };
    default:
      return world satisfies never;
  }
}

function toLocal({ simulation: _, core: __, ...plan }: Plan): MovedPlan {
  const faults = withoutImpossible(plan.faults);
  const lost = plan.faults.filter((step) => !faults.includes(step)).map(({ id, kind }) => `${id} (${kind})`);
  const { phases } = plan;
  return {
    plan: {
      ...plan,
      world: 'local',
      faults,
      phases: {
        ...phases,
        coreMs: 0,
        readyTimeoutMs: Math.max(phases.readyTimeoutMs, LOCAL_READY_MIN_MS),
        stopMs: Math.max(phases.stopMs, LOCAL_STOP_MIN_MS),
      },
    },
    left: lost.length === 0 ? [] : [`real processes cannot be given ${lost.join(', ')}: left out`],
  };
}

/** Without the faults that this machine's processes cannot be given, and without those that name one of them. */
function withoutImpossible(steps: readonly FaultStep[]): FaultStep[] {
  const { can } = localCapabilities();
  const gone = new Set(steps.filter(({ kind }) => can(kind) !== true).map(({ id }) => id));
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const step of steps) if (namedBy(step).some((id) => gone.has(id))) gone.add(step.id);
  }
  return steps.filter(({ id }) => !gone.has(id));
}

/** Steps that this one waits for, or whose nodes it means: `after`, `@f3`, `!@f3`. */
function namedBy({ id: _, ...step }: FaultStep): string[] {
  const after = [step.when, step.until].flatMap((when) => (when?.after === undefined ? [] : [when.after]));
  const targets = [...JSON.stringify(step).matchAll(/"!?@([^"]+)"/g)].map(([, id = '']) => id);
  return [...after, ...targets];
}
