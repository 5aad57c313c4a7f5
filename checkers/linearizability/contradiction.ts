import type { Evidence } from 'porcupine-wasm';
import type { ClientEvent, Json } from '../../src/core/index.ts';
import { type OperationView, viewOf } from './operation-view.ts';

export type PossibleState = { readonly state: Json; readonly lastChange: OperationView | null };

/** What the search found, in terms of the run: operations with their processes, nodes and times. */
export type Contradiction = {
  /** The operation whose answer nothing explains. */
  readonly operation: OperationView;
  /** The longest order that explains what came before, with the value after each; the last part of it. */
  readonly order: readonly (OperationView & { readonly state: Json })[];
  readonly orderOmitted: number;
  /** What the key may have held when the answer came, and what left it there; all that is possible if `statesComplete`. */
  readonly states: readonly PossibleState[];
  readonly statesOmitted: number;
  readonly statesComplete: boolean;
  /** Operations without a known end at that moment; `ordered`: it stands in `order`. */
  readonly open: readonly (OperationView & { readonly ordered: boolean })[];
  readonly openOmitted: number;
};

/** `events` are those that the places of the evidence count. */
export function inTermsOfTheRun(evidence: Evidence, events: readonly ClientEvent[]): Contradiction {
  const view = ({ invoke, complete }: { invoke: number; complete: number | null }): OperationView =>
    viewOf(events[invoke] as ClientEvent, complete === null ? undefined : events[complete]);
  return {
    operation: view(evidence.operation),
    order: evidence.order.map((step) => ({ ...view(step), state: step.state as Json })),
    orderOmitted: evidence.orderOmitted,
    states: evidence.states.map(({ state, lastChange }) => ({
      state: state as Json,
      lastChange: lastChange === null ? null : view(lastChange),
    })),
    statesOmitted: evidence.statesOmitted,
    statesComplete: evidence.statesComplete,
    open: evidence.open.map((call) => ({ ...view(call), ordered: call.ordered })),
    openOmitted: evidence.openOmitted,
  };
}
