import { badInput, type Request, type System, type Variant } from '../core/index.ts';
import { checkDefinition } from './check-definition.ts';
import { sameStatus } from './same-status.ts';

type Required = 'name' | 'launch' | 'client';

/** A `System` of which only what cannot be guessed must be said: its name, how a node is launched, and how a client talks to it. */
export interface SystemDefinition extends Pick<System, Required>, Partial<Omit<System, Required | 'status' | 'variants'>> {
  /** How to ask a node what `converged` compares; a path is asked with GET. Default: `/status`. Also what tells that a node is ready, where `launch` says `listens`. */
  readonly status?: string | Request;
  /** Whether the bodies say that all nodes hold the same. Default: they are equal; `sameStatus('index')` compares a field alone. */
  converged?(bodies: Parameters<System['converged']>[0]): boolean;
  /** Other ways for a node to be, for `--bug`: a control that a suite expects to be found. */
  readonly variants?: readonly (Pick<Variant, 'name'> & Partial<Variant>)[];
}

/** A system of one's own, for `export default`. Throws `FaultlineError` for a description that cannot be used. */
export function defineSystem(definition: SystemDefinition): System {
  const problems = checkDefinition(definition);
  if (problems.length > 0) throw badInput('bad-system', problems.join('\n  '));
  return completeSystem(definition);
}

/** With the defaults behind it; what is whole stays as it is. For what `checkDefinition` has nothing to say of. */
export function completeSystem(definition: SystemDefinition): System {
  const { status = '/status', variants = [], ...said } = definition;
  // In JavaScript a field may be there and hold nothing: that is not to say something.
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as typeof said;
  return {
    description: `${definition.name}, a system of your own.`,
    traced: false,
    checkers: [],
    plans: {},
    config: {},
    describeFrame: () => undefined,
    leads: () => undefined,
    converged: sameStatus(),
    ...(given.converged === undefined ? { comparesAll: true } : {}),
    ...given,
    status: typeof status === 'string' ? { method: 'GET', path: status } : status,
    variants: variants.map((variant) => ({ description: '', source: '', foundBy: [], ...variant })),
  };
}
