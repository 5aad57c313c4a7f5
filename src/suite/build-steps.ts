import type { FaultSpec, FaultStep, Ms, When } from '../core/index.ts';
import { readDuration, readSignedDuration } from './durations.ts';
import { converted, given } from './optional.ts';
import type { Path, Problem } from './problems.ts';
import type { Duration, FileFault, FileStep, FileTiming, FileUntil } from './suite-file.ts';

/** A schedule of a suite in the words of a plan. What is wrong with it is added to `problems`, with paths that begin with `path`. */
export function buildSteps(steps: readonly FileStep[], path: Path, problems: Problem[]): FaultStep[] {
  return steps.map((step, i) => {
    const builder: Builder = {
      ms: (value, ...field) => toMs(value, [...path, i, ...field], problems),
      signedMs: (value, ...field) => checkedMs(readSignedDuration(value), [...path, i, ...field], problems),
      problem: (message, ...field) => problems.push({ code: 'bad-value', path: [...path, i, ...field], message }),
    };
    return { ...buildFault(step, builder), ...buildTiming(step, `f${i + 1}`, builder) };
  });
}

/** The path of a field of a built step, in the words of the file. */
export function filePathOf(step: FileStep, [field, ...rest]: Path): Path {
  if (field === 'when') return rest[0] === 'after' ? rest : ['on', ...rest];
  return field === 'id' && step.id === undefined ? [] : [field ?? '', ...rest];
}

/** The milliseconds of a duration; 0 and a problem if it is none. */
export function toMs(value: Duration, path: Path, problems: Problem[]): Ms {
  return checkedMs(readDuration(value), path, problems);
}

function checkedMs(ms: Ms | string, path: Path, problems: Problem[]): Ms {
  if (typeof ms === 'number') return ms;
  problems.push({ code: 'bad-value', path, message: ms });
  return 0;
}

interface Builder {
  ms(value: Duration, ...field: Path): Ms;
  signedMs(value: Duration, ...field: Path): Ms;
  problem(message: string, ...field: Path): void;
}

function buildTiming(step: FileTiming, defaultId: string, builder: Builder): Omit<FaultStep, keyof FaultSpec> {
  const { id = defaultId, at, on, after, until } = step;
  if ((at === undefined) === (on === undefined))
    builder.problem(`expected either \`at\` or \`on\`, got ${at === undefined ? 'neither' : 'both'}`);
  if (step.for !== undefined && until !== undefined) builder.problem('expected either `for` or `until`, got both', 'until');
  return {
    id,
    when: buildWhen({ ...on, ...given('at', at), ...given('after', after) }, builder, on === undefined ? [] : ['on']),
    ...converted('forMs', step.for, (value) => builder.ms(value, 'for')),
    ...converted('until', until, (value) => checkedUntil(value, builder)),
    ...converted('resolveWithinMs', step.resolveWithin, (value) => builder.ms(value, 'resolveWithin')),
  };
}

function checkedUntil(until: FileUntil, builder: Builder): When {
  const { at, event, match, occurrence, within } = until;
  if ((at === undefined) === (event === undefined)) {
    builder.problem(`expected either \`at\` or \`event\`, got ${at === undefined ? 'neither' : 'both'}`, 'until');
  } else if (at !== undefined && [match, occurrence, within].some((value) => value !== undefined)) {
    builder.problem('expected match, occurrence and within only beside `event`, got one beside `at`', 'until');
  }
  return buildWhen(until, builder, ['until']);
}

function buildWhen({ at, event, match, occurrence, within, after }: FileUntil, builder: Builder, path: Path): When {
  if (event === undefined) return { atMs: at === undefined ? 0 : builder.ms(at, ...path, 'at'), ...given('after', after) };
  return {
    event,
    ...given('match', match),
    ...given('occurrence', occurrence),
    ...converted('withinMs', within, (value) => builder.ms(value, ...path, 'within')),
    ...given('after', after),
  };
}

function buildFault(fault: FileFault, builder: Builder): FaultSpec {
  switch (fault.kind) {
    case 'partition':
      return { kind: fault.kind, shape: fault.shape, ...given('target', fault.target), ...given('direction', fault.direction) };
    case 'delay':
      return {
        ...linksOf(fault),
        kind: fault.kind,
        latencyMs: builder.ms(fault.latency, 'latency'),
        ...converted('jitterMs', fault.jitter, (value) => builder.ms(value, 'jitter')),
        ...given('match', fault.match),
      };
    case 'drop':
    case 'duplicate':
    case 'corrupt':
      return { ...linksOf(fault), kind: fault.kind, ...given('probability', fault.probability), ...given('match', fault.match) };
    case 'reorder':
      return {
        ...linksOf(fault),
        kind: fault.kind,
        withinMs: builder.ms(fault.within, 'within'),
        ...given('probability', fault.probability),
        ...given('match', fault.match),
      };
    case 'hold':
      return { ...linksOf(fault), kind: fault.kind, ...given('count', fault.count), ...given('match', fault.match) };
    case 'reset':
      return { ...linksOf(fault), kind: fault.kind };
    case 'kill':
    case 'pause':
    case 'power-cut':
    case 'misdirected-write':
    case 'bit-rot':
    case 'disk-loss':
      return { kind: fault.kind, target: fault.target };
    case 'clock':
      if (fault.offset === undefined && fault.driftPpm === undefined) builder.problem('expected `offset`, `driftPpm` or both, got neither');
      return {
        kind: fault.kind,
        target: fault.target,
        offsetMs: fault.offset === undefined ? 0 : builder.signedMs(fault.offset, 'offset'),
        ...given('driftPpm', fault.driftPpm),
      };
    case 'slow-disk':
      return { kind: fault.kind, target: fault.target, latencyMs: builder.ms(fault.latency, 'latency') };
    default:
      return fault satisfies never;
  }
}

function linksOf<T>({ from, to }: { readonly from: T; readonly to: T }): { from: T; to: T } {
  return { from, to };
}
