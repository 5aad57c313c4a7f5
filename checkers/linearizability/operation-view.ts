import type { ClientEvent, Json } from '../../src/core/index.ts';

/** An operation as the report draws it and a sentence names it. */
export type OperationView = {
  /** Indexes into the history; `complete` is null where nothing came back. */
  readonly invoke: number;
  readonly complete: number | null;
  readonly process: number;
  readonly node: string | null;
  readonly f: string;
  /** What it was called with; what it answered, null where nothing came back. */
  readonly input: Json;
  readonly output: Json;
  /** What a failed compare-and-swap met; absent where it did not say. */
  readonly seen?: Json;
  readonly outcome: 'ok' | 'fail' | 'info' | 'open';
  readonly fromNs: number;
  readonly toNs: number | null;
};

export function viewOf(invocation: ClientEvent, completion: ClientEvent | undefined): OperationView {
  const type = completion?.type;
  return {
    invoke: invocation.index,
    complete: completion?.index ?? null,
    process: invocation.process,
    node: completion?.node ?? invocation.node ?? null,
    f: invocation.f,
    input: invocation.value,
    output: completion?.value ?? null,
    ...(completion?.seen === undefined ? {} : { seen: completion.seen }),
    outcome: type === undefined || type === 'invoke' ? 'open' : type,
    fromNs: invocation.time,
    toNs: completion?.time ?? null,
  };
}
