import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import { runFiles } from '../../store/index.ts';
import { readJson } from '../runs/read-json.ts';
import { type Latency, readVerdict, type ShownFinding, type ShownVerdict } from '../runs/read-verdict.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { type JsonChange, jsonChanges } from './json-changes.ts';

/** Two runs side by side: what was different in what was asked for, and in what came of it. */
export interface Comparison {
  readonly before: ListedRun;
  readonly after: ListedRun;
  readonly verdicts: readonly [ShownVerdict | undefined, ShownVerdict | undefined];
  /** undefined: a plan cannot be read. */
  readonly plan: { readonly changes: readonly JsonChange[]; readonly omitted: number } | undefined;
  readonly latency: readonly { readonly f: string; readonly before: Latency | undefined; readonly after: Latency | undefined }[];
  readonly checkers: readonly { readonly name: string; readonly before: string | undefined; readonly after: string | undefined }[];
  readonly findings: {
    readonly both: readonly ShownFinding[];
    readonly before: readonly ShownFinding[];
    readonly after: readonly ShownFinding[];
  };
}

export function compareRuns(before: ListedRun, after: ListedRun): Comparison {
  const verdicts = [verdictOf(before), verdictOf(after)] as const;
  const plans = [planOf(before), planOf(after)] as const;
  const [a, b] = verdicts;
  const operations = namesOf(
    a?.latency.map(({ f }) => f),
    b?.latency.map(({ f }) => f),
  );
  const checkers = namesOf(
    a?.checkers.map(({ name }) => name),
    b?.checkers.map(({ name }) => name),
  );
  return {
    before,
    after,
    verdicts,
    plan: plans[0] === undefined || plans[1] === undefined ? undefined : jsonChanges(plans[0], plans[1]),
    latency: operations.map((f) => ({ f, before: a?.latency.find((row) => row.f === f), after: b?.latency.find((row) => row.f === f) })),
    checkers: checkers.map((name) => ({
      name,
      before: a?.checkers.find((row) => row.name === name)?.verdict,
      after: b?.checkers.find((row) => row.name === name)?.verdict,
    })),
    findings: sortFindings(a?.findings ?? [], b?.findings ?? []),
  };
}

/**
 * Two findings are the same one if their rule broke on the same key: times, values and what more is known of it differ from run to run, and
 * their titles with them.
 */
function sortFindings(before: readonly ShownFinding[], after: readonly ShownFinding[]): Comparison['findings'] {
  const same = (a: ShownFinding, b: ShownFinding) => a.checker === b.checker && a.rule === b.rule && a.key === b.key;
  return {
    both: after.filter((finding) => before.some((other) => same(other, finding))),
    before: before.filter((finding) => !after.some((other) => same(other, finding))),
    after: after.filter((finding) => !before.some((other) => same(other, finding))),
  };
}

function verdictOf({ dir }: ListedRun): ShownVerdict | undefined {
  const verdict = readVerdict(dir);
  return verdict === undefined || 'trouble' in verdict ? undefined : verdict;
}

/** Who made a plan, and under which number, is told elsewhere. */
function planOf({ dir }: ListedRun): JsonObject | undefined {
  const { value } = readJson(join(dir, runFiles.plan));
  return isJsonObject(value) ? (value satisfies Json) : undefined;
}

function namesOf(...lists: readonly (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}
