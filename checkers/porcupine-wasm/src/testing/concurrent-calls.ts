import type { HistoryEvent } from '../history.ts';
import { below, type RandomNumber } from './random-number.ts';

export interface OpenCall {
  readonly f: string;
  /** Its argument; from its effect on, what it will answer. */
  value: unknown;
  isDone: boolean;
}

export interface CallsShape {
  readonly operations: number;
  readonly processes: number;
  /** Share of operations whose outcome nobody learns. */
  readonly unknown: number;
}

/** Calls of concurrent clients: `draw` says what the next is, `takeEffect` does it at a moment between its call and its return. */
export function concurrentCalls(
  random: RandomNumber,
  shape: CallsShape,
  draw: () => { readonly f: string; readonly value: unknown },
  takeEffect: (call: OpenCall) => void,
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, OpenCall>();
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  let invoked = 0;
  const happen = (call: OpenCall): void => {
    takeEffect(call);
    call.isDone = true;
  };
  while (invoked < shape.operations || open.size > 0) {
    const thread = below(random, shape.processes);
    const process = names[thread] as number;
    const call = open.get(process);
    if (call === undefined) {
      if (invoked === shape.operations) continue;
      invoked += 1;
      const drawn = draw();
      open.set(process, { ...drawn, isDone: false });
      events.push({ process, type: 'invoke', ...drawn });
    } else if (random() < shape.unknown) {
      if (!call.isDone && random() < 0.5) happen(call);
      // Sometimes not even `info` is recorded.
      if (random() < 0.7) events.push({ process, type: 'info', f: call.f, value: null, error: 'timeout' });
      open.delete(process);
      names[thread] = process + shape.processes;
    } else if (!call.isDone && random() < 0.5) {
      happen(call);
    } else {
      if (!call.isDone) happen(call);
      events.push({ process, type: 'ok', f: call.f, value: call.value });
      open.delete(process);
    }
  }
  return events;
}
