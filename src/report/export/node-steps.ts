import type { NodeId, TraceEvent } from '../../core/index.ts';
import { type Delivery, deliveriesOf } from './delivered.ts';
import type { ExportOptions, ExportSource } from './export-source.ts';
import { mergeTraces } from './merge-traces.ts';
import { monotonicStartOf } from './monotonic-start.ts';
import { NotedReceipts, notesArrivals } from './noted-receipts.ts';
import { RaftReceipts } from './raft-receipts.ts';
import { type Arrival, contentOf, type SentMessage, SentMessages } from './sent-messages.ts';

/** Something that happened on a node, in the run's time. */
export type NodeStep =
  | {
      readonly kind: 'event';
      readonly node: NodeId;
      readonly atMs: number;
      readonly event: TraceEvent;
      readonly proves: readonly Arrival[];
    }
  | {
      readonly kind: 'send';
      readonly node: NodeId;
      readonly atMs: number;
      readonly event: TraceEvent;
      readonly message: SentMessage;
      readonly proves: readonly Arrival[];
    }
  /** A message was handed over at exactly this moment. */
  | { readonly kind: 'receive'; readonly node: NodeId; readonly atMs: number; readonly message: SentMessage };

/**
 * What happened on all nodes in one order, with the messages that had arrived by then. The nodes' runtime notes what arrives; of a run that
 * is older than that it is told by the simulated network, and of real processes by what the nodes do (`RaftReceipts`). A message is always
 * sent before it has arrived.
 */
export function* nodeSteps(source: ExportSource, { warn }: ExportOptions): Generator<NodeStep> {
  const noted = notesArrivals(source.traces.values()) ? new NotedReceipts() : undefined;
  const exact = noted !== undefined || source.eventLog === undefined ? undefined : new ExactReceipts(source.eventLog());
  // Events of these names mean this in Raft alone.
  const raft = noted === undefined && exact === undefined && source.plan.system.name === 'raft' ? new RaftReceipts() : undefined;
  const startMs = source.monotonicStartMs ?? monotonicStartOf(source.history());
  for (const event of mergeTraces(source.traces)) {
    const { node } = event;
    const atMs = round(event.at - startMs);
    if (event.event === 'receive' && noted !== undefined) {
      const message = noted.arrivedBy(event);
      if (message !== undefined) yield { kind: 'receive', node, atMs, message };
      continue;
    }
    if (exact !== undefined) yield* exact.until(event.at);
    const proves = raft?.provenBy(event) ?? [];
    if (event.event !== 'send' || typeof event['to'] !== 'string' || typeof event['type'] !== 'string') {
      yield { kind: 'event', node, atMs, event, proves };
      continue;
    }
    const message: SentMessage = { from: node, to: event['to'], type: event['type'], atMs };
    (noted ?? exact ?? raft)?.sent(message, event);
    yield { kind: 'send', node, atMs, event, message, proves };
  }
  if (exact !== undefined) yield* exact.until(Number.POSITIVE_INFINITY);
  if ((noted ?? exact ?? raft)?.forgotten === true)
    warn(`${source.name}: there are more messages than are remembered at a time; some arrivals are not shown`);
}

class ExactReceipts {
  readonly #deliveries: Iterator<Delivery>;
  readonly #sent = new SentMessages();
  #next: IteratorResult<Delivery>;

  constructor(eventLog: Iterable<string>) {
    this.#deliveries = deliveriesOf(eventLog);
    this.#next = this.#deliveries.next();
  }

  get forgotten(): boolean {
    return this.#sent.forgotten;
  }

  sent(message: SentMessage, event: TraceEvent): void {
    this.#sent.add(keyOf(message, JSON.stringify(contentOf(event))), message);
  }

  /** What was delivered up to this moment. What a node does in the microsecond of a delivery it mostly does because of it. */
  *until(at: number): Generator<NodeStep> {
    for (; this.#next.done !== true && this.#next.value.atMs <= at; this.#next = this.#deliveries.next()) {
      const delivery = this.#next.value;
      const arrival = this.#sent.find(keyOf(delivery, delivery.content));
      if (arrival !== undefined) yield { kind: 'receive', node: delivery.to, atMs: delivery.atMs, message: arrival.message };
    }
  }
}

function keyOf({ from, to, type }: { readonly from: string; readonly to: string; readonly type: string }, content: string): string {
  return `${from} ${to} ${type} ${content}`;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
