import { type ClientEvent, type HistoryEvent, isClientEvent } from '../../core/index.ts';

export interface ExportedOperation {
  readonly invocation: ClientEvent;
  readonly completion?: ClientEvent;
}

/**
 * The operations of a history in the order in which they were answered, and behind them, in order of invocation, those that never were:
 * so that only what is open at one time has to be kept. Reads on through the nemesis's events, which go to `nemesis`.
 */
export function* operationsOf(
  history: Iterable<HistoryEvent>,
  nemesis: (event: HistoryEvent) => void = () => undefined,
): Generator<ExportedOperation> {
  const open = new Map<number, ClientEvent>();
  for (const event of history) {
    if (!isClientEvent(event)) nemesis(event);
    else if (event.type === 'invoke') open.set(event.process, event);
    else {
      const invocation = open.get(event.process);
      open.delete(event.process);
      if (invocation !== undefined) yield { invocation, completion: event };
    }
  }
  for (const invocation of open.values()) yield { invocation };
}
