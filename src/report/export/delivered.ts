/** A message that a simulated network handed over, as `events.log` tells of it. */
export interface Delivery {
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** JSON, as in the trace. */
  readonly content: string;
}

/** `91.745 deliver n3>n1 append {"term":1} 0 9B #0fea3a9f`. */
const line = /^(\d+\.\d{3}) (deliver|drop) (\S+?)>(\S+) (\S+) (\{.*\}) \d+ \d+B (#[0-9a-f]+)$/;

/** The messages that arrived, in order. One whose node was not there to take it is delivered and dropped at the same instant. */
export function* deliveriesOf(eventLog: Iterable<string>): Generator<Delivery> {
  let waiting: { readonly delivery: Delivery; readonly identity: string } | undefined;
  for (const text of eventLog) {
    const [, at, kind, from, to, type, content, check] = line.exec(text) ?? [];
    if (from === undefined || to === undefined || type === undefined || content === undefined) continue;
    const identity = `${at} ${from} ${to} ${check}`;
    if (waiting !== undefined && !(kind === 'drop' && waiting.identity === identity)) yield waiting.delivery;
    waiting = kind === 'deliver' ? { delivery: { atMs: Number(at), from, to, type, content }, identity } : undefined;
  }
  if (waiting !== undefined) yield waiting.delivery;
}
