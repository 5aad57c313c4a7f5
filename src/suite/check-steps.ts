import type { FaultStep, JsonObject, NodeId, Target, When } from '../core/index.ts';
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
/** The node whose event or message set the step off: only a step that waits for one has it. */
const triggerRole = 'trigger';
const linkEnds: readonly string[] = ['clients', 'nodes', 'any'];

/** What no node may be called: it would mean something else in a schedule. */
export const reservedNames: readonly string[] = [...roles, triggerRole, ...linkEnds];

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
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) {
    return [{ code: 'bad-value', path: ['id'], message: `expected an id of letters, digits, dots and dashes, got "${id}"` }];
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
  const stepRoles = 'event' in step.when ? [...roles, triggerRole] : roles;
  const named =
    'from' in step
      ? [...namesOf(step.from, ['from']), ...namesOf(step.to, ['to'])].map((name) => checkName(name, [...stepRoles, ...linkEnds]))
      : namesOf(step.target, ['target']).map((name) => checkName(name, stepRoles));
  const matched = [
    ...valuesOf('event' in step.when ? step.when.match : undefined, ['when', 'match']),
    ...valuesOf(step.until !== undefined && 'event' in step.until ? step.until.match : undefined, ['until', 'match']),
    ...valuesOf('match' in step ? step.match?.fields : undefined, ['match', 'fields']),
  ].map(({ name, path }) => (isReference(name) ? checkReference(name, path) : []));
  return [...named, ...matched].flat();

  /** In a list only nodes: roles and references stand alone. */
  function checkName({ name, path }: Named, words: readonly string[]): Found[] {
    const alone = path.length === 1;
    if (alone && isReference(name)) return checkReference(name, path);
    const known = alone ? [...nodes, ...words] : nodes;
    if (known.includes(name)) return [];
    const expected = `one of ${known.join(', ')}${alone ? ', or @id of a step' : ''}`;
    return [{ code: 'unknown-target', path, message: `expected ${expected}; got "${name}"${didYouMean(name, known)}` }];
  }

  function checkReference(name: string, path: Path): Found[] {
    const id = name.slice(name.indexOf('@') + 1);
    return ids.includes(id) ? [] : [unknownStep(id, ids, path)];
  }
}

function unknownStep(id: string, ids: readonly string[], path: Path): Found {
  return { code: 'unknown-step', path, message: `expected the id of a step (${ids.join(', ')}), got "${id}"${didYouMean(id, ids)}` };
}

interface Named {
  readonly name: string;
  readonly path: Path;
}

function namesOf(target: Target | undefined, path: Path): Named[] {
  if (target === undefined) return [];
  return typeof target === 'string' ? [{ name: target, path }] : target.map((name, i) => ({ name, path: [...path, i] }));
}

function valuesOf(fields: JsonObject | undefined, path: Path): Named[] {
  return Object.entries(fields ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [{ name: value, path: [...path, key] }] : []));
}

function isReference(name: string): boolean {
  return name.startsWith('@') || name.startsWith('!@');
}
