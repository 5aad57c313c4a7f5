import { join } from 'node:path';
import { exitCodes, type Finding, isJsonObject, type Json, type JsonObject, type Outcome, type RunVerdict } from '../../core/index.ts';
import { brief, describeFinding, explainOutcome, firstLine, oneLine } from '../../report/index.ts';
import { runFiles } from '../../store/index.ts';
import { readJson } from './read-json.ts';

const HEADLINE_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 2000;
const FINDINGS_MAX = 200;
const FAULTS_MAX = 500;
const CHECKERS_MAX = 100;
const LATENCIES_MAX = 100;

/** As much of a verdict as is shown, each field looked at before it is believed: the file may be old, cut off, or somebody else's. */
export interface ShownVerdict {
  readonly outcome: Outcome;
  readonly headline: string;
  readonly lede: string;
  /** What came of it on one line: of what broke or could not be judged the reason. */
  readonly told: string;
  /** Its violation is one that the suite asks for. */
  readonly expected?: true;
  readonly build?: string;
  readonly reproduce?: string;
  readonly durationMs?: number;
  readonly ops?: { readonly ok: number; readonly fail: number; readonly info: number };
  readonly checkers: readonly { readonly name: string; readonly verdict: string; readonly reason?: string }[];
  readonly findings: readonly ShownFinding[];
  readonly faults: readonly { readonly id: string; readonly kind: string; readonly target: readonly string[]; readonly state: string }[];
  readonly latency: readonly Latency[];
  readonly okDuringFaults?: number;
  readonly longestGapMs?: number;
}

export interface ShownFinding {
  readonly checker: string;
  readonly rule: string;
  readonly key?: string;
  readonly title: string;
  readonly message: string;
}

export interface Latency {
  readonly f: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface Unreadable {
  readonly trouble: string;
}

/** undefined: there is none. */
export function readVerdict(dir: string): ShownVerdict | Unreadable | undefined {
  const { value, trouble } = readJson(join(dir, runFiles.verdict));
  if (trouble !== undefined) return { trouble };
  if (value === undefined) return undefined;
  return isJsonObject(value) && isOutcome(value['outcome'])
    ? shownOf(value, value['outcome'])
    : { trouble: `${runFiles.verdict} holds no verdict` };
}

function shownOf(value: JsonObject, outcome: Outcome): ShownVerdict {
  const results = objectAt(value, 'results');
  const performance = objectAt(objectAt(results, 'performance'), 'data');
  const gapMs = numberAt(objectAt(objectAt(performance, 'availability'), 'longestGap'), 'lengthMs');
  const okDuringFaults = numberAt(performance, 'okDuringFaults');
  const durationMs = numberAt(value, 'durationMs');
  const ops = opsOf(objectAt(value, 'ops'));
  return {
    outcome,
    ...wordsOf(value),
    ...(outcome === 'violation' && value['expected'] === true ? { expected: true as const } : {}),
    ...optionalText('build', value),
    ...optionalText('reproduce', value),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(ops === undefined ? {} : { ops }),
    checkers: checkersOf(results),
    findings: findingsOf(results),
    faults: faultsOf(value['faults']),
    latency: latencyOf(objectAt(performance, 'latency')),
    ...(okDuringFaults === undefined ? {} : { okDuringFaults }),
    ...(gapMs === undefined ? {} : { longestGapMs: gapMs }),
  };
}

/** The report's own words, where the verdict is whole enough for them. */
function wordsOf(value: JsonObject): Pick<ShownVerdict, 'headline' | 'lede' | 'told'> {
  try {
    const { headline, lede } = explainOutcome(value as unknown as RunVerdict);
    const { outcome, reason } = value;
    const told =
      outcome === 'broken' ? firstLine(typeof reason === 'string' ? reason : lede) : outcome === 'inconclusive' ? lede : headline;
    return {
      headline: brief(headline, HEADLINE_CHARS_MAX),
      lede: brief(lede, TEXT_CHARS_MAX),
      told: brief(oneLine(told), HEADLINE_CHARS_MAX),
    };
  } catch {
    const headline = 'The verdict is not whole';
    return { headline, lede: 'Only what could be read of it is shown.', told: headline };
  }
}

function opsOf(ops: JsonObject): ShownVerdict['ops'] {
  const [ok, fail, info] = [numberAt(ops, 'ok'), numberAt(ops, 'fail'), numberAt(ops, 'info')];
  return ok === undefined || fail === undefined || info === undefined ? undefined : { ok, fail, info };
}

function checkersOf(results: JsonObject): ShownVerdict['checkers'] {
  return Object.entries(results)
    .slice(0, CHECKERS_MAX)
    .flatMap(([name, result]) => {
      if (!isJsonObject(result)) return [];
      return [{ name: brief(name, HEADLINE_CHARS_MAX), verdict: textAt(result, 'verdict'), ...optionalText('reason', result) }];
    });
}

function findingsOf(results: JsonObject): ShownFinding[] {
  const found: ShownFinding[] = [];
  for (const [checker, result] of Object.entries(results)) {
    for (const finding of isJsonObject(result) ? listAt(result, 'findings') : []) {
      if (found.length === FINDINGS_MAX) return found;
      if (isJsonObject(finding)) found.push(shownFinding(checker, finding as unknown as Finding));
    }
  }
  return found;
}

/** What is shown of a finding, wherever it was found. */
export function shownFinding(checker: string, finding: Finding): ShownFinding {
  const rule = brief(textAt(finding as unknown as JsonObject, 'rule'), HEADLINE_CHARS_MAX);
  const { evidence } = finding;
  const key = typeof finding.key === 'string' ? finding.key : undefined;
  const about = { rule, ...(key === undefined ? {} : { key }) };
  const title = describeFinding({ ...about, ...(isJsonObject(evidence) ? { evidence } : {}) });
  return {
    checker: brief(checker, HEADLINE_CHARS_MAX),
    ...about,
    title: brief(title, HEADLINE_CHARS_MAX),
    message: brief(textAt(finding as unknown as JsonObject, 'message'), TEXT_CHARS_MAX),
  };
}

function faultsOf(faults: Json | undefined): ShownVerdict['faults'] {
  return (Array.isArray(faults) ? (faults as readonly Json[]) : [])
    .slice(0, FAULTS_MAX)
    .filter(isJsonObject)
    .map((fault) => ({
      id: textAt(fault, 'id'),
      kind: textAt(fault, 'kind'),
      target: listAt(fault, 'target').filter((item) => typeof item === 'string'),
      state: textAt(fault, 'state'),
    }));
}

function latencyOf(latency: JsonObject): Latency[] {
  return Object.entries(latency)
    .slice(0, LATENCIES_MAX)
    .flatMap(([f, summary]) => {
      if (!isJsonObject(summary)) return [];
      const [p50Ms, p95Ms, p99Ms, maxMs] = ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'].map((name) => numberAt(summary, name));
      if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined || maxMs === undefined) return [];
      return [{ f: brief(f, HEADLINE_CHARS_MAX), count: numberAt(summary, 'count') ?? 0, p50Ms, p95Ms, p99Ms, maxMs }];
    });
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'string' && Object.hasOwn(exitCodes, value);
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  return isJsonObject(inner) ? inner : {};
}

function listAt(value: JsonObject, name: string): readonly Json[] {
  const inner = value[name];
  return Array.isArray(inner) ? inner : [];
}

function textAt(value: JsonObject, name: string): string {
  const inner = value[name];
  return typeof inner === 'string' ? brief(inner, TEXT_CHARS_MAX) : 'unknown';
}

function optionalText<Name extends string>(name: Name, value: JsonObject): Partial<Record<Name, string>> {
  const inner = value[name];
  return typeof inner === 'string' ? ({ [name]: brief(inner, TEXT_CHARS_MAX) } as Partial<Record<Name, string>>) : {};
}

function numberAt(value: JsonObject, name: string): number | undefined {
  const inner = value[name];
  return typeof inner === 'number' && Number.isFinite(inner) && inner >= 0 ? inner : undefined;
}
