import type { FaultStep, NodeId, When } from '../core/index.ts';
import { didYouMean } from './closest.ts';
import type { Path } from './problems.ts';

/** A name in a schedule that stands for nothing. `path` is within the step, in the words of a plan. */
export interface StepProblem {
  readonly code: string;
  readonly message: string;
  readonly step: number;
  readonly path: Path;
}

const roles: readonly string[] = ['leader', 'follower', 'followers', 'one', 'minority', 'majority', 'all'];
const linkEnds: readonly string[] = ['clients', 'nodes', 'any'];
/** What the event that set a step off names; not the id of a step. */
const triggerReference = 'trigger';

/** Looks for steps, nodes and roles that are named and are not there. */
export function checkNames(steps: readonly FaultStep[], nodes: readonly NodeId[]): StepProblem[] {
  const ids = steps.map(({ id }) => id);
  return steps.flatMap((step, i) => {
    const problems = [...idProblems(step, ids.slice(0, i)), ...afterProblems(step, ids), ...targetProblems(step, ids, nodes)];
    return problems.map((problem) => ({ ...problem, step: i }));
  });
}

type Found = Omit<StepProblem, 'step'>;

function idProblems({ id }: FaultStep, earlier: readonly string[]): Found[] {
  if (id === triggerReference || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) {
    return [
      { code: 'bad-value', path: ['id'], message: `expected an id of letters, digits, dots and dashes (not "trigger"), got "${id}"` },
    ];
  }
  return earlier.includes(id)
    ? [{ code: 'duplicate-id', path: ['id'], message: `expected an id of its own, got "${id}", which an earlier step has` }]
    : [];
}

function afterProblems({ id, when, until }: FaultStep, ids: readonly string[]): Found[] {
  const check = (name: 'when' | 'until', given: When | undefined): Found[] => {
    const after = given?.after;
    if (after === undefined) return [];
    const path = [name, 'after'];
    if (!ids.includes(after)) return [unknownStep(after, ids, path)];
    if (name === 'when' && after === id)
      return [{ code: 'unknown-step', path, message: `expected another step, got "${after}": it would wait for itself` }];
    return [];
  };
  return [...check('when', when), ...check('until', until)];
}

function targetProblems(step: FaultStep, ids: readonly string[], nodes: readonly NodeId[]): Found[] {
  const ends: readonly [string, unknown][] =
    'from' in step
      ? [
          ['from', step.from],
          ['to', step.to],
        ]
      : [['target', step.target]];
  const named = ends.flatMap(([field, target]) =>
    listed(target).map(({ name, path }) => checkTarget(name, [field, ...path], field !== 'target')),
  );
  const matched = [
    ...matchValues(step.when, ['when']),
    ...(step.until === undefined ? [] : matchValues(step.until, ['until'])),
    ...('match' in step ? fieldValues(step.match?.fields, ['match', 'fields']) : []),
  ].map(({ name, path }) => (name.startsWith('@') || name.startsWith('!@') ? checkReference(name, path) : []));
  return [...named, ...matched].flat();

  function checkTarget(name: string, path: Path, isEnd: boolean): Found[] {
    if (name.startsWith('@') || name.startsWith('!@')) return checkReference(name, path);
    if (nodes.includes(name) || roles.includes(name) || (isEnd && (linkEnds.includes(name) || /^c\d+$/.test(name)))) return [];
    const known = [...nodes, ...roles, ...(isEnd ? linkEnds : [])];
    return [
      {
        code: 'unknown-target',
        path,
        message: `expected one of ${known.join(', ')}, or @id of a step; got "${name}"${didYouMean(name, known)}`,
      },
    ];
  }

  function checkReference(name: string, path: Path): Found[] {
    const id = name.slice(name.indexOf('@') + 1);
    if (ids.includes(id) || (id === triggerReference && 'event' in step.when)) return [];
    return [unknownStep(id, ids, path)];
  }
}

function unknownStep(id: string, ids: readonly string[], path: Path): Found {
  return { code: 'unknown-step', path, message: `expected the id of a step (${ids.join(', ')}), got "${id}"${didYouMean(id, ids)}` };
}

interface Named {
  readonly name: string;
  readonly path: Path;
}

function listed(target: unknown): Named[] {
  if (typeof target === 'string') return [{ name: target, path: [] }];
  return Array.isArray(target) ? target.map((name, i) => ({ name: String(name), path: [i] })) : [];
}

function matchValues(when: When, path: Path): Named[] {
  return 'event' in when ? fieldValues(when.match, [...path, 'match']) : [];
}

function fieldValues(fields: unknown, path: Path): Named[] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [{ name: value, path: [...path, key] }] : []));
}
