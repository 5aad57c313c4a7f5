import type { LoadPlan, Ms, NodeId, PhasesPlan } from '../core/index.ts';
import { buildExpectation, buildGate } from './build-gate.ts';
import { buildSteps, filePathOf, toMs } from './build-steps.ts';
import { checkNames, reservedNames } from './check-steps.ts';
import type { ExpandedEntry } from './expand-entries.ts';
import { checkName } from './known-name.ts';
import { converted, given } from './optional.ts';
import type { Path, Problem } from './problems.ts';
import { readSeeds } from './seeds.ts';
import type { EntrySystem, EntryWorkload, KnownNames, OpenKey, SuiteEntry, SuiteNemesis } from './suite.ts';
import type { Duration, FileEntry, FileLimits, FileNemesis } from './suite-file.ts';
import { knownSystem } from './system-module.ts';

const DEFAULT_NODE_COUNT = 5;
const DEFAULT_INTERVAL_MS: Ms = 4000;
const DEFAULT_DURATION_MS: Ms = 2000;
const BYTES_PER_MIB = 1024 * 1024;

/** What an entry of the file asks for. Names that are not known, and what does not fit together, are added to `problems`. */
export function buildEntry(expanded: ExpandedEntry, file: string, known: KnownNames, problems: Problem[]): SuiteEntry {
  const { entry, pathOf } = expanded;
  const system = buildSystem(expanded, file, known, problems);
  for (const [i, name] of (entry.checkers ?? []).entries())
    checkName('checker', name, known.checkers, [...pathOf('checkers'), i], problems);
  return {
    name: expanded.name,
    ...given('description', entry.description),
    system,
    workload: buildWorkload(expanded, known, problems),
    load: buildLoad(expanded, problems),
    phases: buildPhases(expanded, problems),
    nemesis: buildNemesis(entry.nemesis, pathOf('nemesis'), system.nodes, known, problems),
    ...given('checkers', entry.checkers),
    limits: buildLimits(entry.limits ?? {}, pathOf('limits'), problems),
    ...converted('seeds', entry.seeds, (seeds) => {
      const read = readSeeds(seeds);
      if (typeof read !== 'string') return read;
      problems.push({ code: 'bad-value', path: pathOf('seeds'), message: read });
      return [];
    }),
    repeat: entry.repeat ?? 1,
    ...converted('expect', entry.expect, (expect) => buildExpectation(expect, pathOf('expect'), known, problems)),
    ...(entry.gate === undefined ? {} : { gate: buildGate(expanded, file, problems) }),
    ...given('place', expanded.place),
    ...openOf(entry),
  };
}

function buildSystem({ entry, path, pathOf }: ExpandedEntry, file: string, known: KnownNames, problems: Problem[]): EntrySystem {
  const { system = '', args = [], config = {}, nodes = DEFAULT_NODE_COUNT } = entry;
  if (system === '') problems.push(missing('system', path, known.systems));
  const { ref, bugs } =
    system === '' ? { ref: { name: '' }, bugs: undefined } : knownSystem(system, file, known, pathOf('system'), problems);
  const names = typeof nodes === 'number' ? Array.from({ length: nodes }, (_, i) => `n${i + 1}`) : nodes;
  for (const [i, node] of names.entries()) {
    const path = [...pathOf('nodes'), i];
    if (!/^[A-Za-z][A-Za-z0-9-]{0,31}$/.test(node) || /^c\d+$/.test(node) || reservedNames.includes(node)) {
      problems.push({
        code: 'bad-value',
        path,
        message: `expected names like n1 (letters, digits, dashes; no roles; c0, c1... are clients), got "${node}"`,
      });
    } else if (names.indexOf(node) < i)
      problems.push({ code: 'bad-value', path, message: `expected names of their own, got "${node}" twice` });
  }
  return { ...ref, nodes: names, args, config, variants: buildVariants(entry, pathOf, names, bugs, problems) };
}

function buildVariants(
  { bug = [] }: ExpandedEntry['entry'],
  pathOf: ExpandedEntry['pathOf'],
  nodes: readonly NodeId[],
  bugs: readonly string[] | undefined,
  problems: Problem[],
): Record<NodeId, string> {
  const variants: Record<NodeId, string> = {};
  for (const [i, text] of (typeof bug === 'string' ? [bug] : bug).entries()) {
    const path = typeof bug === 'string' ? pathOf('bug') : [...pathOf('bug'), i];
    const [name = '', node] = text.split('@');
    if (bugs !== undefined) checkName('bug', name, bugs, path, problems);
    if (node !== undefined && !nodes.includes(node)) {
      problems.push({ code: 'unknown-node', path, message: `expected one of ${nodes.join(', ')} behind the @, got "${node}"` });
      continue;
    }
    for (const struck of node === undefined ? nodes : [node]) {
      const other = variants[struck];
      if (other !== undefined)
        problems.push({ code: 'bad-value', path, message: `expected one bug a node, got "${other}" and "${name}" in ${struck}` });
      variants[struck] = name;
    }
  }
  return variants;
}

function buildWorkload({ entry, path, pathOf }: ExpandedEntry, known: KnownNames, problems: Problem[]): EntryWorkload {
  const { workload } = entry;
  if (workload === undefined) {
    problems.push(missing('workload', path, known.workloads));
    return { name: '' };
  }
  if (typeof workload === 'string') {
    checkName('workload', workload, known.workloads, pathOf('workload'), problems);
    return { name: workload };
  }
  const { name, keys, operationsPerRotation, mix } = workload;
  checkName('workload', name, known.workloads, [...pathOf('workload'), 'name'], problems);
  return { name, ...given('keyCount', keys), ...given('operationsPerRotation', operationsPerRotation), ...given('mix', mix) };
}

function buildLoad({ entry, pathOf }: ExpandedEntry, problems: Problem[]): Partial<LoadPlan> {
  const { concurrency, rate, attemptTimeout, operationTimeout } = entry;
  const load = {
    ...given('concurrency', concurrency),
    ...given('ratePerSecond', rate),
    ...converted('attemptTimeoutMs', attemptTimeout, moreThanNone('attemptTimeout', pathOf, problems)),
    ...converted('operationTimeoutMs', operationTimeout, moreThanNone('operationTimeout', pathOf, problems)),
  };
  if (load.attemptTimeoutMs !== undefined && load.operationTimeoutMs !== undefined && load.attemptTimeoutMs > load.operationTimeoutMs) {
    const message = `expected at most operationTimeout (${load.operationTimeoutMs} ms), of which it is a part, got ${load.attemptTimeoutMs} ms`;
    problems.push({ code: 'bad-value', path: pathOf('attemptTimeout'), message });
  }
  return load;
}

function buildPhases({ entry, pathOf }: ExpandedEntry, problems: Problem[]): Partial<PhasesPlan> {
  const phase = <K extends keyof PhasesPlan>(key: K, from: 'readyTimeout' | 'core' | 'convergence' | 'finalReads' | 'stopTimeout') =>
    converted(key, entry[from], (value) => toMs(value, pathOf(from), problems));
  return {
    ...phase('readyTimeoutMs', 'readyTimeout'),
    ...converted('safetyMs', entry.timeLimit, moreThanNone('timeLimit', pathOf, problems)),
    ...phase('coreMs', 'core'),
    ...phase('convergenceMs', 'convergence'),
    ...phase('finalReadsMs', 'finalReads'),
    ...phase('stopMs', 'stopTimeout'),
  };
}

/** Reads a duration that must be some time: without any, nothing can happen. */
function moreThanNone(
  key: 'attemptTimeout' | 'operationTimeout' | 'timeLimit',
  pathOf: ExpandedEntry['pathOf'],
  problems: Problem[],
): (value: Duration) => Ms {
  return (value) => {
    const before = problems.length;
    const ms = toMs(value, pathOf(key), problems);
    if (ms === 0 && problems.length === before)
      problems.push({ code: 'bad-value', path: pathOf(key), message: 'expected more than no time' });
    return ms;
  };
}

function buildLimits(limits: FileLimits, path: Path, problems: Problem[]): SuiteEntry['limits'] {
  return {
    ...given('minOkDuringFaults', limits.minOkDuringFaults),
    ...converted('checkerBudgetMs', limits.checkerBudget, (value) => toMs(value, [...path, 'checkerBudget'], problems)),
    ...converted('checkerMemoryBytes', limits.checkerMemoryMiB, (value) => value * BYTES_PER_MIB),
    ...converted('harnessLagMs', limits.harnessLag, (value) => toMs(value, [...path, 'harnessLag'], problems)),
  };
}

function buildNemesis(
  nemesis: 'none' | FileNemesis | undefined,
  path: Path,
  nodes: readonly NodeId[],
  known: KnownNames,
  problems: Problem[],
): SuiteNemesis {
  if (nemesis === undefined || nemesis === 'none') return { kind: 'none' };
  const { faults, schedule, interval, duration } = nemesis;
  if ((faults === undefined) === (schedule === undefined)) {
    const message = `expected either \`faults\` or \`schedule\`, got ${faults === undefined ? 'neither' : 'both'}`;
    problems.push({ code: 'bad-value', path, message });
  }
  if (schedule !== undefined) {
    if (interval !== undefined || duration !== undefined) {
      problems.push({
        code: 'bad-value',
        path,
        message: 'expected interval and duration only beside `faults`: steps say their own times',
      });
    }
    const whole = [...path, 'schedule'];
    const steps = buildSteps(schedule, whole, problems);
    for (const { code, message, step, path: inner } of checkNames(steps, nodes)) {
      const at = [...whole, step, ...filePathOf(schedule[step] as (typeof schedule)[number], inner)];
      problems.push({ code, message, path: at });
    }
    return { kind: 'schedule', steps };
  }
  const flavours = faults ?? [];
  for (const [i, name] of flavours.entries()) checkName('fault', name, known.faultKinds, [...path, 'faults', i], problems);
  return {
    kind: 'random',
    flavours,
    intervalMs: interval === undefined ? DEFAULT_INTERVAL_MS : toMs(interval, [...path, 'interval'], problems),
    durationMs: duration === undefined ? DEFAULT_DURATION_MS : toMs(duration, [...path, 'duration'], problems),
  };
}

function openOf({ nodes, nemesis }: ExpandedEntry['entry']): Pick<SuiteEntry, 'open'> {
  const pace = nemesis === undefined || nemesis === 'none' || nemesis.faults === undefined ? undefined : nemesis;
  const open: OpenKey[] = [];
  if (nodes === undefined) open.push('nodes');
  if (pace !== undefined && pace.interval === undefined) open.push('interval');
  if (pace !== undefined && pace.duration === undefined) open.push('duration');
  return open.length === 0 ? {} : { open };
}

function missing(key: keyof FileEntry, path: Path, names: readonly string[]): Problem {
  return { code: 'missing-key', path, message: `expected \`${key}\` (${names.join(', ')}) in the entry or in \`defaults\`, got nothing` };
}
