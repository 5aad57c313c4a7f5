import { localCapabilities } from '../../cluster/local/index.ts';
import { defaultSimulation, type FaultKind, type FaultStep, type Plan, type WorldName } from '../../core/index.ts';
import { coreSteps } from '../../nemesis/index.ts';

/** Real processes take their time to start and to stop, whatever was enough in virtual time. */
const LOCAL_READY_MIN_MS = 20_000;
const LOCAL_STOP_MIN_MS = 5000;

export interface MovedPlan {
  readonly plan: Plan;
  /** What had to be left behind. */
  readonly left: readonly LeftBehind[];
}

/** A fault that the other world cannot be given; those of the core phase too, which that world does not have. */
export interface LeftBehind {
  readonly id: string;
  readonly kind: FaultKind;
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

function toLocal({ simulation: _, core, ...plan }: Plan): MovedPlan {
  const faults = withoutImpossible(plan.faults);
  const { phases } = plan;
  const ofCore = core === undefined || phases.coreMs === 0 ? [] : coreSteps(core);
  const lost = [...plan.faults.filter((step) => !faults.includes(step)), ...ofCore];
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
    left: lost.map(({ id, kind }) => ({ id, kind })),
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
