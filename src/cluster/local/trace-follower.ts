import { type Clock, type Ms, type NodeId, type Timer, type TraceItem, TraceLines } from '../../core/index.ts';
import { type GrowingFile, openGrowingFile } from './growing-file.ts';

/** How long a trace event may stand in its file before triggers see it. */
export const TRACE_POLL_MS: Ms = 5;
/** One look takes no more than this from a file, so that a node that writes a flood cannot hold up the clients. */
export const TRACE_LOOK_BYTES_MAX: number = 1024 * 1024;

export interface TraceFollower {
  /** Reads on to the present end of the node's file: after its exit nothing more can come. */
  drain(node: NodeId): void;
  /** Reads everything to its end and stops. */
  close(): void;
}

/** Follows the nodes' trace files while they are being written, and hands on each item once, in order for each node. */
export function followTraces(files: ReadonlyMap<NodeId, string>, clock: Clock, onItem: (item: TraceItem) => void): TraceFollower {
  const traces = new Map<NodeId, { readonly file: GrowingFile; readonly lines: TraceLines }>();
  for (const [node, file] of files) traces.set(node, { file: openGrowingFile(file), lines: new TraceLines(node) });
  const undelivered: TraceItem[] = [];
  let delivering = false;
  let timer: Timer | undefined = traces.size === 0 ? undefined : clock.timer(TRACE_POLL_MS, look);

  function look(): void {
    for (const node of traces.keys()) read(node, TRACE_LOOK_BYTES_MAX);
    if (timer !== undefined) timer = clock.timer(TRACE_POLL_MS, look);
  }

  function read(node: NodeId, bytesMax: number): void {
    const trace = traces.get(node);
    trace?.file.read(bytesMax, (bytes) => {
      deliver(trace.lines.feed(bytes));
    });
  }

  /** A listener may cause another read while it is told of an item: what that brings comes after what is here already. */
  function deliver(items: readonly TraceItem[]): void {
    undelivered.push(...items);
    if (delivering) return;
    delivering = true;
    try {
      for (let item = undelivered.shift(); item !== undefined; item = undelivered.shift()) onItem(item);
    } finally {
      delivering = false;
    }
  }

  return {
    drain: (node) => read(node, Number.POSITIVE_INFINITY),
    close() {
      if (timer !== undefined) clock.cancel(timer);
      timer = undefined;
      for (const [node, { file, lines }] of traces) {
        read(node, Number.POSITIVE_INFINITY);
        file.close();
        deliver(lines.finish());
      }
      traces.clear();
    },
  };
}
