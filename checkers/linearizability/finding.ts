import type { Evidence } from 'porcupine-wasm';
import type { ClientEvent, Finding, JsonObject } from '../../src/core/index.ts';
import { inTermsOfTheRun } from './contradiction.ts';
import { explain } from './explain.ts';
import type { OperationView } from './operation-view.ts';

/** One invalid key as a finding; its evidence is a `Contradiction`. `events` are those that the places of the evidence count. */
export function asFinding(key: string, evidence: Evidence, events: readonly ClientEvent[]): Finding {
  const contradiction = inTermsOfTheRun(evidence, events);
  const sameKey = events.filter((event) => (event.key ?? '') === key);
  const { message, cited } = explain(key, contradiction, sameKey);
  return {
    rule: 'not-linearizable',
    message,
    ...(key === '' ? {} : { key }),
    events: indexesOf(cited),
    evidence: contradiction satisfies JsonObject,
  };
}

function indexesOf(operations: readonly OperationView[]): number[] {
  const indexes = operations.flatMap(({ invoke, complete }) => (complete === null ? [invoke] : [invoke, complete]));
  return [...new Set(indexes)].sort((a, b) => a - b);
}
