import { join } from 'node:path';
import { isJsonObject, type JsonObject, type Outcome } from '../../core/index.ts';
import { runFiles } from '../../store/index.ts';
import { readJson } from './read-json.ts';
import { readVerdict, type ShownVerdict, type Unreadable } from './read-verdict.ts';

/** A p99 of fewer operations is little more than their slowest. */
const P99_OPERATIONS_MIN = 100;

/** What the table knows of a run beside its name. Anything may be missing: a run is shown as far as its files can be read. */
export interface RunFacts {
  readonly outcome?: Outcome;
  /** Its violation is one that the suite asks for. */
  readonly expected?: true;
  readonly world?: string;
  readonly system?: string;
  readonly workload?: string;
  readonly bugs: readonly string[];
  readonly durationMs?: number;
  readonly ops?: { readonly ok: number; readonly fail: number; readonly info: number };
  readonly p99?: { readonly f: string; readonly ms: number };
  readonly faultCount?: number;
  /** What came of it, on one line. */
  readonly headline?: string;
  /** Why a file of it could not be read. */
  readonly trouble?: string;
}

export function readFacts(dir: string): RunFacts {
  const plan = readJson(join(dir, runFiles.plan));
  const verdict = readVerdict(dir);
  return { ...planFacts(plan), ...verdictFacts(verdict), ...troubleOf(plan, verdict) };
}

function planFacts(plan: ReturnType<typeof readJson>): Pick<RunFacts, 'world' | 'system' | 'workload' | 'bugs'> {
  const value = isJsonObject(plan.value) ? plan.value : {};
  const { world } = value;
  const system = field(value, 'system');
  const workload = field(value, 'workload')['name'];
  const bugs = Object.values(field(system, 'variants')).filter((bug) => typeof bug === 'string');
  return {
    ...(typeof world === 'string' ? { world: world.slice(0, NAME_CHARS_MAX) } : {}),
    ...(typeof system['name'] === 'string' ? { system: system['name'].slice(0, NAME_CHARS_MAX) } : {}),
    ...(typeof workload === 'string' ? { workload: workload.slice(0, NAME_CHARS_MAX) } : {}),
    bugs: [...new Set(bugs)].slice(0, BUGS_MAX).map((bug) => bug.slice(0, NAME_CHARS_MAX)),
  };
}

const NAME_CHARS_MAX = 100;
const BUGS_MAX = 10;

function verdictFacts(verdict: ShownVerdict | Unreadable | undefined): Partial<RunFacts> {
  if (verdict === undefined || 'trouble' in verdict) return {};
  const { outcome, durationMs, ops, faults, told, expected, latency } = verdict;
  const p99 = slowest(latency);
  return {
    outcome,
    headline: told,
    ...(expected === undefined ? {} : { expected }),
    faultCount: faults.length,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(ops === undefined ? {} : { ops }),
    ...(p99 === undefined ? {} : { p99 }),
  };
}

/** Of the kinds of operations with enough of them the slowest; else of the most frequent kind. */
function slowest(latency: ShownVerdict['latency']): RunFacts['p99'] {
  const enough = latency.filter(({ count }) => count >= P99_OPERATIONS_MIN);
  const [chosen] = enough.length > 0 ? [...enough].sort((a, b) => b.p99Ms - a.p99Ms) : [...latency].sort((a, b) => b.count - a.count);
  return chosen === undefined ? undefined : { f: chosen.f, ms: chosen.p99Ms };
}

function troubleOf(plan: ReturnType<typeof readJson>, verdict: ShownVerdict | Unreadable | undefined): Pick<RunFacts, 'trouble'> {
  if (verdict !== undefined && 'trouble' in verdict) return { trouble: verdict.trouble };
  return plan.trouble === undefined ? {} : { trouble: plan.trouble };
}

function field(value: JsonObject, name: string): JsonObject {
  const inner = value[name];
  return isJsonObject(inner) ? inner : {};
}
