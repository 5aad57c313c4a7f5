import { type Evidence, evidence } from '../evidence.ts';
import type { Partition } from '../history.ts';
import type { HostedKernel } from '../kernel.ts';
import type { Model } from '../model.ts';
import type { Reached } from '../reached.ts';
import { type Limits, search } from '../search.ts';
import { contradictionOf } from './contradiction.ts';
import { type Decision, decide } from './index.ts';

/** Events up to which the search is asked for more to show. Longer histories get one order and its last state. */
const searchedEvents = 4_000;
/** The same for containers, whose configurations cost more: each has a state as large as what is in it, and there is one for every order of puts. */
const containerConfigurations = 5_000;

export type Judgement =
  | { readonly verdict: 'valid' }
  | { readonly verdict: 'invalid'; evidence(hosted: HostedKernel, limits: Limits): Evidence };

/** Tier 1 for one partition; undefined where it does not apply. What showing the evidence may cost is said when it is asked for. */
export function judgeAtOnce<State>(model: Model<State>, partition: Partition, memoryBytes: number): Judgement | undefined {
  const decision = decide(model, partition, memoryBytes);
  if (decision?.verdict !== 'invalid') return decision;
  return { verdict: 'invalid', evidence: (hosted, limits) => explain(hosted, model, partition, decision, limits) };
}

/**
 * The evidence that the search would give, found by the search itself where that is cheap: within the limits, for a short history.
 * Else it is the one order that tier 1 knows; then the state after it is an example, and others may be possible.
 */
function explain<State>(
  hosted: HostedKernel,
  model: Model<State>,
  partition: Partition,
  { at, conflict, order }: Decision & { verdict: 'invalid' },
  limits: Limits,
): Evidence {
  const told = contradictionOf(conflict, partition);
  const contradiction = told.operations.length === 0 ? {} : { contradiction: told };
  const most = model.collection === undefined ? limits.configurations : Math.min(limits.configurations, containerConfigurations);
  const isShort = partition.events.length <= searchedEvents;
  const found = isShort ? search(hosted, model, partition, { ...limits, configurations: most }) : undefined;
  if (found?.verdict === 'invalid' && found.at === at) {
    return { ...evidence(model, partition, at, found.reached(), true, limits.deadline), ...contradiction };
  }
  if (found !== undefined && found.verdict !== 'unknown') {
    const searched = found.verdict === 'valid' ? 'valid' : `invalid at event ${found.at}`;
    throw new Error(
      `porcupine-wasm: the model '${model.name}' is not consistent: by its effects invalid at event ${at}, by its steps ${searched}`,
    );
  }
  const reached: Reached = { longest: order, states: [order], stateCount: 1, complete: false };
  return { ...evidence(model, partition, at, reached, false, limits.deadline), ...contradiction };
}
