import type { Connection } from '../../core/index.ts';
import { type ClientDoor, createClientConnection } from '../../network/index.ts';

/** A client's proxy, which opens a moment after it is first asked for. */
export interface DoorState {
  door: ClientDoor | undefined;
  /** Called once the door is there. */
  readonly waiting: (() => void)[];
}

/** A connection that can be had at once: what is sent before the door stands open goes through as soon as it does. */
export function connectWhenOpen(state: DoorState): Connection {
  let connection: Connection | undefined = state.door === undefined ? undefined : createClientConnection(state.door);
  let closed = false;
  return {
    send(request, done) {
      if (connection !== undefined) return connection.send(request, done);
      state.waiting.push(() => {
        if (closed || state.door === undefined) return;
        connection ??= createClientConnection(state.door);
        connection.send(request, done);
      });
    },
    close() {
      closed = true;
      connection?.close();
    },
    get open() {
      return !closed && (connection?.open ?? true);
    },
  };
}
