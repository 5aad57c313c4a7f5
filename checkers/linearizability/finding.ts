import type { Evidence, ExplainedPartition } from 'porcupine-wasm';
import { type ClientEvent, type Finding, type Json, type JsonObject, pairOperations } from '../../src/core/index.ts';
import { anomalyOf } from './anomaly.ts';
import { inTermsOfTheRun } from './contradiction.ts';
import { explain } from './explain.ts';
import type { SmallestProof } from './minimum.ts';
import { type OperationView, viewOf } from './operation-view.ts';

/**
 * One invalid key as a finding; its evidence is a `Contradiction`, what kind of anomaly it is, and, where it was looked for, the smallest
 * history that is still impossible. `events` are those that the places of the evidence count.
 */
export function asFinding(
  key: string,
  evidence: Evidence,
  events: readonly ClientEvent[],
  explained: ExplainedPartition | undefined,
  smallest: SmallestProof | undefined,
): Finding {
  const contradiction = inTermsOfTheRun(evidence, events);
  const sameKey = events.filter((event) => (event.key ?? '') === key);
  const views = pairOperations(sameKey).map(({ invocation, completion }) => viewOf(invocation, completion));
  const { message, cited } = explain(key, contradiction, views);
  return {
    rule: 'not-linearizable',
    message,
    ...(key === '' ? {} : { key }),
    events: indexesOf(cited),
    evidence: {
      ...contradiction,
      anomaly: anomalyOf(contradiction, views),
      ...(explained === undefined ? {} : { whyNot: whyNot(explained, events) }),
      ...(smallest === undefined ? {} : { smallest }),
    } satisfies JsonObject,
  };
}

function indexesOf(operations: readonly OperationView[]): number[] {
  const indexes = operations.flatMap(({ invoke, complete }) => (complete === null ? [invoke] : [invoke, complete]));
  return [...new Set(indexes)].sort((a, b) => a - b);
}

/** Each operation that was open at the answer, and why it does not help: `impossible` in that state, or `no-help`: it leaves another one, which is as wrong. */
function whyNot({ candidates }: ExplainedPartition, events: readonly ClientEvent[]): Json[] {
  return candidates.slice(1).flatMap((candidate) => {
    if (candidate.next === 'ordered') return [];
    return [
      { invoke: events[candidate.invoke]?.index ?? candidate.invoke, next: candidate.next, state: (candidate.state ?? null) as Json },
    ];
  });
}
